import { rm } from 'node:fs/promises';
import { type Deadline, errorMessage, retryUntilDone } from '../base/index.ts';
import type { FinishedFolder } from '../sandbox/index.ts';
import type { StoredRun } from '../storage/index.ts';
import type { WorkerDeps } from './worker-deps.ts';

/**
 * Ends a run with the content of its folder and commits it: status first (unless the run has one already), then files, then the index. Retries
 * until it succeeds or the deadline ends; safe to restart at any point. Returns the row as it is then; undefined for an unknown run.
 */
export async function persistRun(
  { storage, onPersisted }: Pick<WorkerDeps, 'storage' | 'onPersisted'>,
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

/** Removes a run's folder once it is committed, unless the artifact store keeps the run in that very folder. */
export async function releaseRunFolder(
  { storage, log }: Pick<WorkerDeps, 'storage' | 'log'>,
  runId: string,
  folder: string,
): Promise<void> {
  try {
    if (!(await storage.artifacts.keeps(runId, folder))) await rm(folder, { recursive: true, force: true });
  } catch (error) {
    log.warn('the folder of a committed run could not be removed', { run_id: runId, error: errorMessage(error) });
  }
}
