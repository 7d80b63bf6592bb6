import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Deadline, errorMessage, retryUntilDone } from '../base/index.ts';
import { FILE_WAITS_HOURS, RoteError } from '../contract/index.ts';
import { placeOfFile, removeFiles, type StoredFile } from '../storage/index.ts';
import type { LiveRuns } from './live-runs.ts';
import type { WorkerDeps } from './worker-deps.ts';

/** Folders of the files that came with requests, one for each run that is being executed. */
const inputsOf = ({ runs }: WorkerDeps['folders']) => `${runs}-inputs`;

/** The folder with the files that came with the request of a run, by their names; null if none did. SETUP_FAILED when one cannot be read. */
export async function placeFiles({ storage, folders }: WorkerDeps, runId: string, deadline: Deadline): Promise<string | null> {
  const files = await retryUntilDone('looking up the files of a run', () => storage.files.ofRun(runId), deadline);
  if (files.length === 0) return null;
  const folder = join(inputsOf(folders), runId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const file of files) {
    try {
      await copyFile(storage.artifacts.open, file, join(folder, file.name), deadline);
    } catch (cause) {
      deadline.throwIfEnded();
      const message = `The file "${file.name}" that came with the request cannot be read: ${errorMessage(cause)}.`;
      throw new RoteError('SETUP_FAILED', message, { cause });
    }
  }
  return folder;
}

type Open = WorkerDeps['storage']['artifacts']['open'];

async function copyFile(open: Open, { id, bytes }: StoredFile, to: string, { signal }: Deadline): Promise<void> {
  const place = placeOfFile(id);
  const content = await open(place.folder, place.path);
  if (content === undefined) throw new Error('it is not in the store');
  if (content.bytes !== bytes) throw new Error(`the store holds ${content.bytes} of its ${bytes} bytes`);
  await pipeline(content.stream, createWriteStream(to, { mode: 0o600, flags: 'wx' }), { signal });
}

export async function removePlaced({ folders, log }: WorkerDeps, runId: string): Promise<void> {
  await rm(join(inputsOf(folders), runId), { recursive: true, force: true }).catch((error: unknown) =>
    log.warn('the files that came with a request could not be removed', { run_id: runId, error: errorMessage(error) }),
  );
}

/** Removes files of ended runs, also from the folders of dead workers, and those that waited too long for a run. */
export async function removeOldFiles(deps: WorkerDeps, live: LiveRuns, deadline: Deadline): Promise<void> {
  const { storage, folders } = deps;
  for (const runId of await readdir(inputsOf(folders)).catch(() => [])) {
    const run = live.has(runId) ? undefined : await storage.runs.get(runId);
    if (!live.has(runId) && (run === undefined || run.finished_at !== null)) await removePlaced(deps, runId);
  }
  await removeFiles(storage, new Date(Date.now() - FILE_WAITS_HOURS * 3_600_000).toISOString(), deadline);
}
