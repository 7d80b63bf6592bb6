import type { Selectable } from 'kysely';
import type { RunStatus } from '../../contract/index.ts';
import type { RunsTable } from '../database/schema.ts';
import type { StoredRun } from '../run-store.ts';

/** The columns that callers see. */
export const RUN_COLUMNS = [
  'run_id',
  'owner',
  'status',
  'directive',
  'playbook',
  'config',
  'report',
  'error',
  'created_at',
  'started_at',
  'finished_at',
  'stop_requested_at',
  'persisted_at',
  'inactive_since',
  'worker',
  'sandbox_url',
  'traceparent',
] as const satisfies readonly (keyof RunsTable)[];

type RunRow = Pick<Selectable<RunsTable>, (typeof RUN_COLUMNS)[number]>;

export function toStoredRun(row: RunRow): StoredRun {
  return {
    ...row,
    status: row.status as RunStatus,
    created_at: row.created_at.toISOString(),
    started_at: iso(row.started_at),
    finished_at: iso(row.finished_at),
    stop_requested_at: iso(row.stop_requested_at),
    persisted_at: iso(row.persisted_at),
    inactive_since: iso(row.inactive_since),
  };
}

/** Postgres stores every character in text except NUL. */
export function withoutNul(text: string): string {
  return text.replaceAll('\0', '\u{FFFD}');
}

function iso(time: Date | null): string | null {
  return time?.toISOString() ?? null;
}
