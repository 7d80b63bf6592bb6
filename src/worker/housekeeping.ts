import type { Deadline } from '../base/index.ts';
import { reapOrphans } from '../sandbox/index.ts';
import { retain } from '../storage/index.ts';
import type { LiveRuns } from './live-runs.ts';
import type { WorkerParts } from './worker-deps.ts';

/** At the start and every minute: processes and folders of dead workers are ended and removed, and what is older than it may be goes. */
export async function keepHouse(parts: WorkerParts, live: LiveRuns, deadline: Deadline): Promise<void> {
  const { storage, log, retention } = parts;
  const reaped = await reapOrphans({ log, isWanted: (runId) => live.has(runId) });
  if (reaped.processes.length + reaped.folders.length > 0) {
    log.warn('what dead workers left was removed', { processes: reaped.processes.length, folders: reaped.folders.length });
  }
  if (retention.maxAgeDays !== undefined || retention.maxBytes !== undefined) await retain(storage, retention, deadline);
}
