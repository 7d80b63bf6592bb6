import { rm } from 'node:fs/promises';
import { type Deadline, errorMessage, retryUntilDone } from '../base/index.ts';
import type { FinishedFolder } from '../sandbox/index.ts';
import type { StoredRun } from '../storage/index.ts';
import type { WorkerParts } from './worker-deps.ts';

/**
 * Ends a run with what its folder holds and commits that: status first (unless another one stands already), then files, then the index. Tries
 * until it succeeds or the deadline ends; beginning again is safe at any point. Gives the row as it is then; undefined for a run that is not known.
 */
export async function persistRun(
  { storage, onPersisted }: Pick<WorkerParts, 'storage' | 'onPersisted'>,
  runId: string,
  folder: string,
  left: FinishedFolder,
  deadline: Deadline,
): Promise<StoredRun | undefined> {
  const { status, error, report, events, artifacts } = left;
  const ended = await retryUntilDone('ending a run', () => storage.runs.finish(runId, { status, error, report }), deadline);
  if (ended === undefined) return undefined;
  const paths = artifacts.map((artifact) => artifact.path);
  await retryUntilDone('committing the files of a run', () => storage.artifacts.commit(runId, folder, paths, deadline), deadline);
  await retryUntilDone('persisting a run', () => storage.runs.persist(runId, { events, artifacts, report }), deadline);
  onPersisted?.(ended, left);
  return ended;
}

/** Removes a run's folder once it is committed elsewhere; one that the artifact store itself keeps stays. */
export async function letGoOfFolder({ storage, log }: Pick<WorkerParts, 'storage' | 'log'>, runId: string, folder: string): Promise<void> {
  try {
    if (!(await storage.artifacts.keeps(runId, folder))) await rm(folder, { recursive: true, force: true });
  } catch (error) {
    log.warn('the folder of a run that is committed could not be removed', { run_id: runId, error: errorMessage(error) });
  }
}
