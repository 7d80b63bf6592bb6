import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rename, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { safeFileName } from '../base/ids.ts';
import type { SecretBook } from '../base/secret-book.ts';
import type { Artifact } from '../contract/index.ts';
import { errnoOf } from './storage-failure.ts';

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

/** The files of a run folder that are results: events, status, trace, then actions, screenshots and downloads by name. */
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

/** Renames downloads and screenshots whose name gives a secret away; a site chooses the names of its downloads. */
export async function cleanFileNames(folder: string, secrets: SecretBook): Promise<void> {
  for (const sub of ['downloads', 'screenshots']) {
    const names = await filesIn(join(folder, sub));
    const taken = new Set(names);
    for (const name of names) {
      const cleaned = secrets.redact(name);
      if (cleaned === name) continue;
      const free = freeName(safeFileName(cleaned), taken);
      taken.add(free);
      await rename(join(folder, sub, name), join(folder, sub, free));
    }
  }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${stem}_${number}${extension}`;
    if (!taken.has(candidate)) return candidate;
  }
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

async function filesIn(folder: string): Promise<string[]> {
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
