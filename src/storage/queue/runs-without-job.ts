import { type Kysely, sql } from 'kysely';
import type { Tables } from '../database/schema.ts';
import { RUN_QUEUE_NAME } from './pg-boss-queue.ts';

/** The columns used of the queue's own table. */
type QueueTables = { 'pgboss.job': { name: string; state: string } };

const BATCH_SIZE = 1_000;

/** Ids of queued runs without a job that would start them, oldest first. One statement: a run that is just being taken is not among them. */
export async function runsWithoutJob(db: Kysely<Tables>): Promise<string[]> {
  const rows = await db
    .withTables<QueueTables>()
    .selectFrom('runs')
    .select('run_id')
    .where('status', '=', 'queued')
    .where(({ exists, not, ref, selectFrom }) =>
      not(
        exists(
          selectFrom('pgboss.job')
            .select('pgboss.job.name')
            .where('pgboss.job.name', '=', RUN_QUEUE_NAME)
            .where('pgboss.job.state', 'in', ['created', 'retry', 'active'])
            .where(sql<string>`data ->> 'run_id'`, '=', ref('runs.run_id')),
        ),
      ),
    )
    .orderBy('created_at')
    .limit(BATCH_SIZE)
    .execute();
  return rows.map((row) => row.run_id);
}
