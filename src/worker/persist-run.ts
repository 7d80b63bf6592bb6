import type { Deadline } from '../base/deadline.ts';
import type { FinishedFolder } from '../sandbox/index.ts';
import type { Storage, StoredRun } from '../storage/index.ts';
import { insist } from './insist.ts';

/**
 * Ends a run with what its folder holds and commits that: status first (unless another one stands already), then files, then the index. Tries
 * until it succeeds or the deadline ends; beginning again is safe at any point. Gives the row as it is then; undefined for a run that is not known.
 */
export async function persistRun(
  storage: Storage,
  runId: string,
  folder: string,
  left: FinishedFolder,
  deadline: Deadline,
): Promise<StoredRun | undefined> {
  const { status, error, report, events, artifacts } = left;
  const ended = await insist('ending a run', () => storage.runs.finish(runId, { status, error, report }), deadline);
  if (ended === undefined) return undefined;
  const paths = artifacts.map((artifact) => artifact.path);
  await insist('committing the files of a run', () => storage.artifacts.commit(runId, folder, paths, deadline), deadline);
  await insist('persisting a run', () => storage.runs.persist(runId, { events, artifacts, report }), deadline);
  return ended;
}
