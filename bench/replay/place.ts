import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSample } from '../../sample/index.ts';
import { findBrowser } from '../../src/browser/index.ts';
import type { Place } from './ten-steps.ts';

/** Gives the work a running sample, a browser and a folder, and removes them. */
export async function inPlace(work: (place: Place) => Promise<void>): Promise<void> {
  const browser = await findBrowser();
  if (!browser) throw new Error('no browser: run `npm start` once, which installs one');
  const sample = await startSample();
  const folder = await mkdtemp(join(tmpdir(), 'rote-bench-'));
  try {
    await work({ sample, browser, folder });
  } finally {
    await sample.close();
    await rm(folder, { recursive: true, force: true });
  }
}
