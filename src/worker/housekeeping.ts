import type { Deadline } from '../base/index.ts';
import { reapOrphans } from '../sandbox/index.ts';
import { retain } from '../storage/index.ts';
import type { LiveRuns } from './live-runs.ts';
import { removeOldFiles } from './run-files.ts';
import type { WorkerDeps } from './worker-deps.ts';

/** At the start and every minute: removes processes and folders of dead workers, files that no run needs, and the runs that exceed the retention limits. */
export async function runHousekeeping(deps: WorkerDeps, live: LiveRuns, deadline: Deadline): Promise<void> {
  const { storage, log, retention } = deps;
  const reaped = await reapOrphans({ log, isWanted: (runId) => live.has(runId) });
  if (reaped.processes.length + reaped.folders.length > 0) {
    log.warn('removed what dead workers left behind', { processes: reaped.processes.length, folders: reaped.folders.length });
  }
  await removeOldFiles(deps, live, deadline);
  if (retention.maxAgeDays !== undefined || retention.maxBytes !== undefined) await retain(storage, retention, deadline);
}
