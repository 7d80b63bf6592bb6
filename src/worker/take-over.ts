import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Deadline, errorMessage, isAlive } from '../base/index.ts';
import { type ErrorBody, RoteError } from '../contract/index.ts';
import { completeRunFolder, readFinishedFolder } from '../sandbox/index.ts';
import type { StoredRun, StoredWorker } from '../storage/index.ts';
import { letGoOfFolder, persistRun } from './persist-run.ts';
import type { WorkerParts } from './worker-deps.ts';

/** By the database's clock. With a heartbeat a second, and a sandbox that ends within 10 s of its worker, a run is ended within 15 s. */
export const SILENT_MS = 10_000;

type TakeOverParts = Pick<WorkerParts, 'storage' | 'folders' | 'log' | 'onPersisted'>;

export const LOST: ErrorBody = {
  code: 'WORKER_LOST',
  message: 'The worker of this run is gone: look at the ledger before you run it again. It was not started a second time.',
};

/**
 * Takes care of the runs of workers that are gone: they end as failed, or as their folder says, and what they left is committed where it lies
 * on this machine. A worker is forgotten once nothing of it is open. `self` is never looked at; `isOurs` are runs that this process sees through
 * itself, under an older name of its own too.
 */
export async function takeOver(parts: TakeOverParts, self: string, isOurs: (runId: string) => boolean, deadline: Deadline): Promise<void> {
  const { storage, log } = parts;
  for (const worker of await lostWorkers(parts, self)) {
    const open = await storage.runs.unfinishedOf([worker.id]);
    let left = open.length;
    for (const run of open) {
      if (!isOurs(run.run_id) && (await takeOverRun(parts, worker, run, deadline))) left -= 1;
    }
    if (left > 0) continue;
    await storage.workers.remove(worker.id);
    log.warn('a worker was lost', { worker: worker.id, host: worker.host, runs: open.length });
  }
}

/** Those that are silent, and those of this machine whose process is gone: nobody has to wait for their silence. */
async function lostWorkers({ storage }: TakeOverParts, self: string): Promise<StoredWorker[]> {
  const silent = new Set((await storage.workers.silent(SILENT_MS)).map((worker) => worker.id));
  const lost: StoredWorker[] = [];
  for (const worker of await storage.workers.list()) {
    if (worker.id === self) continue;
    if (silent.has(worker.id) || !(await isAlive(worker))) lost.push(worker);
  }
  return lost;
}

/** Whether nothing of the run is open any more. */
async function takeOverRun(parts: TakeOverParts, worker: StoredWorker, run: StoredRun, deadline: Deadline): Promise<boolean> {
  const { storage, log } = parts;
  const folder = join(parts.folders.runs, run.run_id);
  const here = await stat(folder).then(
    () => true,
    () => false,
  );
  // Its files lie on another machine, whose next worker commits them; that the run has ended is true everywhere.
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
        ...(run.started_at !== null && { startedAt: run.started_at }),
      }));
    await persistRun(parts, run.run_id, folder, left, deadline);
    await letGoOfFolder(parts, run.run_id, folder);
    return true;
  } catch (error) {
    deadline.throwIfEnded();
    // Its sandbox lives still: 10 s at most after a worker that is dead, and as long as it likes with one that is only silent.
    if (!(error instanceof RoteError && error.code === 'CONFLICT'))
      log.error('a run could not be taken over', { run_id: run.run_id, error: errorMessage(error) });
    return false;
  }
}
