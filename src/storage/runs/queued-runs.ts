import { type Kysely, sql } from 'kysely';
import { NOW } from '../database/now.ts';
import type { Tables } from '../database/schema.ts';

/** Runs that have waited for a while. Younger ones are left to the transaction that makes them. */
export async function queuedRuns(db: Kysely<Tables>): Promise<string[]> {
  const rows = await db
    .selectFrom('runs')
    .select('run_id')
    .where('status', '=', 'queued')
    .where('created_at', '<', sql<Date>`${NOW} - interval '5 seconds'`)
    .orderBy('created_at')
    .execute();
  return rows.map((row) => row.run_id);
}
