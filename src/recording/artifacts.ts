import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Artifact } from '../contract/index.ts';
import { errnoOf } from './errno.ts';

const FILES: readonly { path: string; kind: Artifact['kind'] }[] = [
  { path: 'events.ndjson', kind: 'events' },
  { path: 'status.json', kind: 'status' },
  { path: 'trace.zip', kind: 'trace' },
];
const FOLDERS: readonly { path: string; kind: Artifact['kind'] }[] = [
  { path: 'actions', kind: 'action' },
  { path: 'screenshots', kind: 'screenshot' },
  { path: 'downloads', kind: 'download' },
];

/**
 * The files of a run folder that are results: events, status, trace, then actions, screenshots and downloads by name.
 */
export async function listArtifacts(folder: string): Promise<Artifact[]> {
  const found: Artifact[] = [];
  for (const { path, kind } of FILES) {
    const bytes = await sizeOf(join(folder, path));
    if (bytes !== undefined) found.push({ path, kind, bytes });
  }
  for (const { path, kind } of FOLDERS) {
    for (const name of await filesIn(join(folder, path))) {
      const bytes = await sizeOf(join(folder, path, name));
      if (bytes !== undefined) found.push({ path: `${path}/${name}`, kind, bytes });
    }
  }
  return found;
}

/** The SHA-256 of a file in lower-case hex, read as a stream. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Sorted names of the plain files of a folder, without hidden ones; empty for a missing folder. */
export async function filesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
