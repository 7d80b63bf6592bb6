import { type Deadline, errorMessage } from '../base/index.ts';
import type { Storage } from './storage.ts';

const DAY_MS = 86_400_000;

/**
 * Removes runs that ended too long ago, and the oldest ones while all files together exceed `maxBytes`. Returns how many it removed. Files go
 * before rows, so none is forgotten; a run whose files cannot be removed is logged and left for the next time.
 */
export async function retain(
  { runs, artifacts }: Pick<Storage, 'runs' | 'artifacts'>,
  { maxAgeDays, maxBytes }: { maxAgeDays?: number; maxBytes?: number },
  deadline: Deadline,
): Promise<number> {
  let removed = 0;
  const stuck = new Set<string>();
  for (;;) {
    const endedBefore = maxAgeDays === undefined ? undefined : new Date(Date.now() - maxAgeDays * DAY_MS).toISOString();
    const expired = await runs.expired({ endedBefore, maxBytes });
    const next = expired.filter((runId) => !stuck.has(runId));
    if (next.length === 0) return removed;
    for (const runId of next) {
      deadline.throwIfEnded();
      try {
        await artifacts.remove(runId, deadline);
      } catch (error) {
        stuck.add(runId);
        deadline.log.warn('the files of an old run could not be removed', { run_id: runId, error: errorMessage(error) });
        continue;
      }
      await runs.remove(runId);
      removed += 1;
    }
  }
}
