import { type Kysely, sql } from 'kysely';
import type { Tables } from '../database/schema.ts';

const AT_MOST = 100;

/** Persisted runs that ended before a time, then the oldest of those whose files, with all newer ones, are more than `maxBytes`. */
export async function expiredRuns(db: Kysely<Tables>, limits: { endedBefore?: string; maxBytes?: number }): Promise<string[]> {
  const found = new Set<string>();
  if (limits.endedBefore !== undefined) {
    const rows = await db
      .selectFrom('runs')
      .select('run_id')
      .where('persisted_at', 'is not', null)
      .where('finished_at', '<', new Date(limits.endedBefore))
      .orderBy('finished_at')
      .limit(AT_MOST)
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
      .limit(AT_MOST)
      .execute();
    for (const row of rows) found.add(row.run_id);
  }
  return [...found].slice(0, AT_MOST);
}
