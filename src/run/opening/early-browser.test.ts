import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { untilGone } from '../../../tests/support/processes.ts';
import { ownBrowser } from '../../../tests/support/shared-browser.ts';
import { noDeadline, silentLog } from '../../base/index.ts';
import { type FoundBrowser, openSession } from '../../browser/index.ts';
import { runConfigSchema } from '../../contract/index.ts';
import { SecretBook } from '../../secrets/index.ts';
import type { RunDeps } from '../run-deps.ts';
import { EarlyBrowser } from './early-browser.ts';

let folder: string;
let browser: FoundBrowser;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rote-early-'));
  browser = await ownBrowser();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(installedBrowser: RunDeps['installedBrowser']): EarlyBrowser {
  const deps: RunDeps = {
    config: runConfigSchema.parse({ directive: 'go' }),
    folders: { runs: folder, playbooks: folder, profiles: folder },
    browser: () => Promise.resolve(browser),
    installedBrowser,
    signal: new AbortController().signal,
    log: silentLog,
    models: () => {
      throw new Error('no model');
    },
  };
  return new EarlyBrowser(deps, join(folder, 'traces'), noDeadline);
}

test('a run that needs no browser ends it', async () => {
  let pid: number | undefined;
  {
    await using early = start(() => Promise.resolve(browser));
    pid = (await early.ready())!.launched.pid;
    process.kill(pid, 0);
  }
  await untilGone([pid]);
});

test('modules can be loaded as soon as its process runs', async () => {
  await using early = start(() => Promise.resolve(browser));
  const first = await Promise.race([early.underWay.then(() => 'the process'), early.ready().then(() => 'the browser')]);
  expect(first).toBe('the process');
});

test('a session that has taken the browser keeps it', async () => {
  const early = start(() => Promise.resolve(browser));
  const prelaunched = await early.ready();
  const proxy = { server: 'http://127.0.0.1:9' };
  const downloadsFolder = join(folder, 'downloads');
  const options = { executablePath: browser.path, downloadsFolder, proxy, prelaunched, secrets: new SecretBook() };
  const session = await openSession({ ...options, viewport: { width: 800, height: 600 }, checkUrl: () => ({ ok: true }) }, noDeadline);
  await early[Symbol.asyncDispose]();
  expect(prelaunched!.launched.browser.isConnected()).toBe(true);
  await session.close();
  await untilGone([prelaunched!.launched.pid]);
});

test.each([
  ['none is installed', () => Promise.resolve(undefined)],
  ['it does not start', () => Promise.resolve({ path: '/bin/false', version: '1', source: 'system' as const })],
  ['the search fails', () => Promise.reject(new Error('no'))],
  ['the run may not look for one', undefined],
])('no browser is ready where %s', async (_what, installedBrowser) => {
  await using early = start(installedBrowser);
  await early.underWay;
  expect(await early.ready()).toBeUndefined();
});
