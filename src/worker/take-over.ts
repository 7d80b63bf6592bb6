import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Deadline, errorMessage, isAlive } from '../base/index.ts';
import { type ErrorBody, RoteError } from '../contract/index.ts';
import { completeRunFolder, readFinishedFolder } from '../sandbox/index.ts';
import type { StoredRun, StoredWorker } from '../storage/index.ts';
import { persistRun, releaseRunFolder } from './persist-run.ts';
import type { WorkerDeps } from './worker-deps.ts';

/** By the database's clock. Workers beat every second and a sandbox ends within 10 s of its worker, so a lost run ends within 15 s. */
export const SILENT_MS = 10_000;

type TakeOverDeps = Pick<WorkerDeps, 'storage' | 'folders' | 'log' | 'onPersisted'>;

export const LOST: ErrorBody = {
  code: 'WORKER_LOST',
  message: 'The worker of this run was lost: look at the ledger before you run it again. It was not started a second time.',
};

/**
 * Ends the runs of lost workers, as failed or as their folder says, and commits the folders that are on this host. Removes a worker once none of
 * its runs is open. Skips the worker `self` and runs that are `isOurs`: this process still supervises them, perhaps under an earlier worker id.
 */
export async function takeOver(deps: TakeOverDeps, self: string, isOurs: (runId: string) => boolean, deadline: Deadline): Promise<void> {
  const { storage, log } = deps;
  for (const worker of await lostWorkers(deps, self)) {
    const open = await storage.runs.unfinishedOf([worker.id]);
    let left = open.length;
    for (const run of open) {
      if (!isOurs(run.run_id) && (await takeOverRun(deps, worker, run, deadline))) left -= 1;
    }
    if (left > 0) continue;
    await storage.workers.remove(worker.id);
    log.warn('a worker was lost', { worker: worker.id, host: worker.host, runs: open.length });
  }
}

/** Silent workers, and workers of this host whose process has ended, without waiting for their silence. */
async function lostWorkers({ storage }: TakeOverDeps, self: string): Promise<StoredWorker[]> {
  const silent = new Set((await storage.workers.silent(SILENT_MS)).map((worker) => worker.id));
  const lost: StoredWorker[] = [];
  for (const worker of await storage.workers.list()) {
    if (worker.id === self) continue;
    if (silent.has(worker.id) || !(await isAlive(worker))) lost.push(worker);
  }
  return lost;
}

/** Returns whether the run is ended and persisted. */
async function takeOverRun(deps: TakeOverDeps, worker: StoredWorker, run: StoredRun, deadline: Deadline): Promise<boolean> {
  const { storage, log } = deps;
  const folder = join(deps.folders.runs, run.run_id);
  const here = await stat(folder).then(
    () => true,
    () => false,
  );
  // Its files are on another host, whose next worker commits them; the run itself can end now.
  if (!here && worker.host !== hostname()) {
    await storage.runs.finish(run.run_id, { status: 'failed', error: LOST, report: null });
    return false;
  }
  try {
    const left =
      (await readFinishedFolder(folder)) ??
      (await completeRunFolder(folder, {
        runId: run.run_id,
        status: 'failed',
        error: LOST,
        directive: run.directive,
        playbook: run.playbook,
        startedAt: run.started_at ?? undefined,
      }));
    await persistRun(deps, run.run_id, folder, left, deadline);
    await releaseRunFolder(deps, run.run_id, folder);
    return true;
  } catch (error) {
    deadline.throwIfEnded();
    // CONFLICT: its sandbox is still alive, for 10 s at most after its worker died, or as long as a worker that is only silent.
    if (!(error instanceof RoteError && error.code === 'CONFLICT'))
      log.error('a run could not be taken over', { run_id: run.run_id, error: errorMessage(error) });
    return false;
  }
}
