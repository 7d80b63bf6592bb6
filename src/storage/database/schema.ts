import type { ColumnType, Generated } from 'kysely';
import type { ErrorBody, RunEvent, RunReport } from '../../contract/index.ts';

/**
 * Read as parsed values, written as JSON text. The type is `json`, not `jsonb`: texts of pages may hold the character 0, which jsonb refuses.
 */
type Json<T> = ColumnType<T, string, string>;
type OptionalMoment = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** Filled by the database when the row is made. */
type MadeMoment = ColumnType<Date, Date | undefined, Date>;

export interface RunsTable {
  run_id: string;
  status: string;
  directive: string;
  playbook: string | null;
  config: Json<Record<string, unknown>>;
  report: ColumnType<RunReport | null, string | null | undefined, string | null>;
  error: ColumnType<ErrorBody | null, string | null | undefined, string | null>;
  created_at: MadeMoment;
  started_at: OptionalMoment;
  finished_at: OptionalMoment;
  stop_requested_at: OptionalMoment;
  persisted_at: OptionalMoment;
  inactive_since: OptionalMoment;
  worker: string | null;
  sandbox_url: string | null;
  traceparent: string | null;
  sealed: string | null;
  sealed_webhook: string | null;
  /** Of the files in the artifact store. */
  artifact_bytes: Generated<number>;
  idempotency_owner: string | null;
  idempotency_key: string | null;
  idempotency_fingerprint: string | null;
}

export interface EventsTable {
  run_id: string;
  id: number;
  body: Json<RunEvent>;
}

export interface ArtifactsTable {
  run_id: string;
  path: string;
  kind: string;
  bytes: number;
  sha256: string;
}

export interface WorkersTable {
  id: string;
  host: string;
  pid: number;
  started: string;
  capacity: number;
  version: string;
  seen_at: MadeMoment;
}

export interface KeysTable {
  id: string;
  name: string;
  /** SHA-256 of the whole key, hex: a key has 256 random bits, so that no slower hash is needed. */
  hash: string;
  created_at: MadeMoment;
  last_used_at: OptionalMoment;
  revoked_at: OptionalMoment;
}

export interface CountersTable {
  name: string;
  /** JSON with sorted keys, so that equal labels are equal texts. */
  labels: string;
  value: number;
}

/** The tables of the schema `rote`. */
export interface Tables {
  runs: RunsTable;
  events: EventsTable;
  artifacts: ArtifactsTable;
  workers: WorkersTable;
  api_keys: KeysTable;
  counters: CountersTable;
}
