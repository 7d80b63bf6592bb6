import type { Deadline } from '../base/deadline.ts';
import type { Storage } from './storage.ts';

const DAY_MS = 86_400_000;

/** Removes runs that ended too long ago, and the oldest ones while their files are too large together. Returns how many. Files go before rows, so that none is forgotten. */
export async function retain(
  { runs, artifacts }: Pick<Storage, 'runs' | 'artifacts'>,
  limits: { maxAgeDays?: number; maxBytes?: number },
  deadline: Deadline,
): Promise<number> {
  let removed = 0;
  for (;;) {
    const expired = await runs.expired({
      ...(limits.maxAgeDays !== undefined && { endedBefore: new Date(Date.now() - limits.maxAgeDays * DAY_MS).toISOString() }),
      ...(limits.maxBytes !== undefined && { maxBytes: limits.maxBytes }),
    });
    if (expired.length === 0) return removed;
    for (const runId of expired) {
      deadline.throwIfOver();
      await artifacts.remove(runId, deadline);
      await runs.remove(runId);
      removed += 1;
    }
  }
}
