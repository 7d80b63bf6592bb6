import { type Kysely, sql } from 'kysely';
import { type RunStatus, TERMINAL_STATUSES } from '../../contract/index.ts';
import { NOW } from '../database/now.ts';
import type { Tables } from '../database/schema.ts';
import type { Jobs } from '../queue/jobs.ts';
import type { NewRun, RunEnd, RunFilter, RunStore, StoredRun } from '../run-store.ts';
import { readTotals } from './counters.ts';
import { createRun } from './create-run.ts';
import { expiredRuns } from './expired-runs.ts';
import { finishRun } from './finish-run.ts';
import { listRuns } from './list-runs.ts';
import { persistRun } from './persist-run.ts';
import { RUN_COLUMNS, toStoredRun } from './run-row.ts';

const IN_PROGRESS: ReadonlySet<RunStatus> = new Set(['starting', 'running', 'waiting']);

/** Runs in the tables of the schema `rote`, on Postgres or the embedded database. */
export function createSqlRunStore(db: Kysely<Tables>, jobs: Jobs): RunStore {
  const read = async (runId: string): Promise<StoredRun | undefined> => {
    const row = await db.selectFrom('runs').select(RUN_COLUMNS).where('run_id', '=', runId).executeTakeFirst();
    return row && toStoredRun(row);
  };
  return {
    create: (run: NewRun) => createRun(db, jobs, run),
    get: read,
    list: (filter: RunFilter) => listRuns(db, filter),
    async claim(runId, worker) {
      const claimed = await db
        .updateTable('runs')
        .set({ status: 'starting', worker, started_at: NOW })
        .where('run_id', '=', runId)
        .where('status', '=', 'queued')
        .returning([...RUN_COLUMNS, 'sealed'])
        .executeTakeFirst();
      if (claimed === undefined) return undefined;
      const { sealed, ...row } = claimed;
      return { run: toStoredRun(row), sealed: sealed ?? '' };
    },
    async progress(runId, worker, { status, ...where }) {
      // Only `finish` ends a run.
      const change = { ...where, ...(status !== undefined && IN_PROGRESS.has(status) && { status }) };
      if (Object.keys(change).length === 0) return;
      await db
        .updateTable('runs')
        .set(change)
        .where('run_id', '=', runId)
        .where('worker', '=', worker)
        .where('status', 'not in', TERMINAL_STATUSES)
        .execute();
    },
    async setActive(runId, active) {
      await db
        .updateTable('runs')
        .set({ inactive_since: active ? null : NOW })
        .where('run_id', '=', runId)
        .where('inactive_since', active ? 'is not' : 'is', null)
        .execute();
    },
    requestStop: (runId) => requestStop(db, jobs, runId),
    async stopsWanted(worker) {
      const rows = await db
        .selectFrom('runs')
        .select('run_id')
        .where('worker', '=', worker)
        .where('stop_requested_at', 'is not', null)
        .where('status', 'not in', TERMINAL_STATUSES)
        .execute();
      return rows.map((row) => row.run_id);
    },
    finish: (runId: string, end: RunEnd) => finishRun(db, jobs, runId, end),
    persist: (runId, left) => persistRun(db, runId, left),
    async events(runId, after, limit) {
      const rows = await db
        .selectFrom('events')
        .select('body')
        .where('run_id', '=', runId)
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map((row) => row.body);
    },
    async artifacts(runId) {
      const rows = await db
        .selectFrom('artifacts')
        .select(['path', 'kind', 'bytes', 'sha256'])
        .where('run_id', '=', runId)
        .orderBy('path')
        .execute();
      return rows.map((row) => ({ ...row, kind: row.kind as 'events' }));
    },
    async unfinishedOf(workers) {
      if (workers.length === 0) return [];
      const rows = await db
        .selectFrom('runs')
        .select(RUN_COLUMNS)
        .where('worker', 'in', workers)
        .where('persisted_at', 'is', null)
        .orderBy('created_at')
        .execute();
      return rows.map(toStoredRun);
    },
    expired: (limits) => expiredRuns(db, limits),
    async remove(runId) {
      await db.deleteFrom('runs').where('run_id', '=', runId).execute();
    },
    totals: () => readTotals(db),
    async webhookOf(runId) {
      const row = await db
        .selectFrom('runs')
        .select([...RUN_COLUMNS, 'sealed_webhook'])
        .where('run_id', '=', runId)
        .executeTakeFirst();
      if (row === undefined || row.sealed_webhook === null) return undefined;
      const { sealed_webhook, ...run } = row;
      return { sealed: sealed_webhook, run: toStoredRun(run) };
    },
  };
}

async function requestStop(db: Kysely<Tables>, jobs: Jobs, runId: string): Promise<StoredRun | undefined> {
  const row = await db
    .updateTable('runs')
    .set({ stop_requested_at: sql`coalesce(stop_requested_at, ${NOW})` })
    .where('run_id', '=', runId)
    .where('status', 'not in', TERMINAL_STATUSES)
    .returning(RUN_COLUMNS)
    .executeTakeFirst();
  if (row === undefined) {
    const ended = await db.selectFrom('runs').select(RUN_COLUMNS).where('run_id', '=', runId).executeTakeFirst();
    return ended && toStoredRun(ended);
  }
  if (row.status !== 'queued') return toStoredRun(row);
  const error = { code: 'RUN_TERMINATED', message: 'The run was stopped before it started.' } as const;
  return finishRun(db, jobs, runId, { status: 'terminated', error, report: null }, 'queued');
}
