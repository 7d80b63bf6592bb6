import { type Kysely, sql } from 'kysely';
import type { Tables } from '../database/schema.ts';

const MAX_RUNS = 100;

/** Persisted runs that ended before `endedBefore`, then those whose files exceed `maxBytes` together with the files of all newer runs. */
export async function expiredRuns(db: Kysely<Tables>, limits: { endedBefore?: string; maxBytes?: number }): Promise<string[]> {
  const found = new Set<string>();
  if (limits.endedBefore !== undefined) {
    const rows = await db
      .selectFrom('runs')
      .select('run_id')
      .where('persisted_at', 'is not', null)
      .where('finished_at', '<', new Date(limits.endedBefore))
      .orderBy('finished_at')
      .limit(MAX_RUNS)
      .execute();
    for (const row of rows) found.add(row.run_id);
  }
  if (limits.maxBytes !== undefined) {
    const sized = db
      .selectFrom('runs')
      .select(['run_id', 'finished_at', sql<number>`sum(artifact_bytes) over (order by finished_at desc, run_id desc)`.as('total')])
      .where('persisted_at', 'is not', null)
      .where('artifact_bytes', '>', 0)
      .as('sized');
    const rows = await db
      .selectFrom(sized)
      .select('run_id')
      .where('total', '>', limits.maxBytes)
      .orderBy('finished_at')
      .limit(MAX_RUNS)
      .execute();
    for (const row of rows) found.add(row.run_id);
  }
  return [...found].slice(0, MAX_RUNS);
}
