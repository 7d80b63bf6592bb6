import type { ColumnType, Generated } from 'kysely';
import type { ErrorBody, RunEvent, RunReport } from '../../contract/index.ts';

/**
 * Read as a parsed value, written as JSON text. The type is `json`, not `jsonb`: text of a page may hold the character 0, which jsonb refuses.
 */
type Json<T> = ColumnType<T, string, string>;
type OptionalTimestamp = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** Set by the database when it inserts the row. */
type CreatedTimestamp = ColumnType<Date, Date | undefined, Date>;

export interface RunsTable {
  run_id: string;
  /** Id of the API key that created it; '' for none. */
  owner: Generated<string>;
  status: string;
  directive: string;
  playbook: string | null;
  config: Json<Record<string, unknown>>;
  report: ColumnType<RunReport | null, string | null | undefined, string | null>;
  error: ColumnType<ErrorBody | null, string | null | undefined, string | null>;
  created_at: CreatedTimestamp;
  started_at: OptionalTimestamp;
  finished_at: OptionalTimestamp;
  stop_requested_at: OptionalTimestamp;
  persisted_at: OptionalTimestamp;
  inactive_since: OptionalTimestamp;
  worker: string | null;
  sandbox_url: string | null;
  traceparent: string | null;
  sealed: string | null;
  sealed_webhook: string | null;
  /** Total size of the files in the artifact store. */
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
  seen_at: CreatedTimestamp;
}

export interface KeysTable {
  id: string;
  name: string;
  /** SHA-256 of the whole key, hex. A key has 256 random bits, so it needs no slow hash. */
  hash: string;
  /** own or all */
  sees: Generated<string>;
  created_at: CreatedTimestamp;
  last_used_at: OptionalTimestamp;
  revoked_at: OptionalTimestamp;
}

export interface FilesTable {
  id: string;
  owner: string;
  name: string;
  /** bigint: the driver returns text. */
  bytes: ColumnType<string | number, number, never>;
  sha256: string;
  created_at: CreatedTimestamp;
  /** The run that took it; null while it waits for one. */
  run_id: string | null;
}

export interface CountersTable {
  name: string;
  /** JSON with sorted keys: equal labels are equal texts. */
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
  files: FilesTable;
  counters: CountersTable;
}
