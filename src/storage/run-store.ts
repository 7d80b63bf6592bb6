import type { Artifact, ErrorBody, RunEvent, RunReport, RunStatus, TerminalStatus } from '../contract/index.ts';

/** A run as stored in the database. Times are ISO 8601 in UTC. Holds no secret in plain text. */
export interface StoredRun {
  run_id: string;
  /** Id of the API key that created it; '' where none was needed, and for runs from before owners were stored. */
  owner: string;
  status: RunStatus;
  /** Redacted: credentials that the directive repeats are removed. */
  directive: string;
  /** Id of the playbook: the requested one, and after the end of the run the one that was used. */
  playbook: string | null;
  /** As requested, without any secret. */
  config: Record<string, unknown>;
  /** The last report that was committed; null until the run has ended. */
  report: RunReport | null;
  error: ErrorBody | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  stop_requested_at: string | null;
  /** When folder, events and the index of artifacts were committed. */
  persisted_at: string | null;
  /** Id of the worker that runs it; null while it is queued. */
  worker: string | null;
  /** Base URL of the sandbox's status server, reachable from other hosts; null before it listens. */
  sandbox_url: string | null;
  /** Since when the sandbox has been unreachable; null while it is reachable. */
  inactive_since: string | null;
  /** W3C traceparent of the request that created it. */
  traceparent: string | null;
}

export interface NewRun {
  run_id: string;
  /** Id of the API key, or '' where none is needed. */
  owner: string;
  directive: string;
  playbook: string | null;
  config: Record<string, unknown>;
  /** The whole request, encrypted; erased when the run ends. */
  sealed: string;
  /** Encrypted address of the webhook; it outlives the request. */
  sealed_webhook: string | null;
  traceparent: string | null;
  /** Ids of files that the owner sent and no run has taken; each id once. */
  files: readonly string[];
  /** A key counts for its owner alone. `fingerprint` reveals a different body under the same key. */
  idempotency: { key: string; fingerprint: string } | null;
}

/**
 * `other_body`: the idempotency key was used for another request. `taken`: a run with this id exists. `no_file`: the owner has no such file for a
 * new run, or two of the same name.
 */
export type CreatedRun =
  | { kind: 'created' | 'repeated'; run: StoredRun }
  | { kind: 'other_body' | 'taken'; run_id: string }
  | { kind: 'no_file'; missing: string[]; sameName: string | undefined };

export interface RunFilter {
  /** Only runs that this owner created. */
  owner?: string;
  status?: readonly RunStatus[];
  playbook?: string;
  /** ISO 8601; inclusive. */
  created_after?: string;
  /** ISO 8601; exclusive. */
  created_before?: string;
  /** Substring of the directive, case-insensitive. */
  text?: string;
  /** A `next_cursor` of an earlier page. VALIDATION_FAILED for anything else. */
  cursor?: string;
  /** 1 to 200. */
  limit: number;
}

/** How a run ended. */
export interface RunEnd {
  status: TerminalStatus;
  error: ErrorBody | null;
  report: RunReport | null;
}

export interface StoredArtifact extends Artifact {
  sha256: string;
}

/**
 * Runs and the index of their events and artifacts. A run has exactly one terminal status: the first `finish` wins, and every later one returns
 * what won. Methods reject with the database's error when it cannot be reached; callers retry.
 */
export interface RunStore {
  /** Writes row and queue entry in one transaction: once this resolves, the run survives a crash. */
  create(run: NewRun): Promise<CreatedRun>;
  get(runId: string): Promise<StoredRun | undefined>;
  /** Newest first. */
  list(filter: RunFilter): Promise<{ runs: StoredRun[]; next_cursor: string | null }>;
  /** queued -> starting, for one caller only. undefined when the run was stopped, is claimed or does not exist. */
  claim(runId: string, worker: string): Promise<{ run: StoredRun; sealed: string } | undefined>;
  /**
   * Updates the sandbox's address, the playbook or the status (to starting, running or waiting; others are ignored). Does nothing when the run
   * has ended or belongs to another worker.
   */
  progress(runId: string, worker: string, change: { sandbox_url?: string | null; status?: RunStatus; playbook?: string }): Promise<void>;
  setActive(runId: string, active: boolean): Promise<void>;
  /** Ends a queued run as terminated at once; of a running one, records the request. Idempotent. undefined: no such run. */
  requestStop(runId: string): Promise<StoredRun | undefined>;
  /** Ids of this worker's runs that should stop and have not ended. */
  stopsWanted(worker: string): Promise<string[]>;
  /**
   * Ends a run unless it has ended: erases the encrypted request, updates the totals and queues the webhook, all in one transaction. Returns the
   * row as it is then; undefined: no such run. A later report is kept if it has the status the run ended with: artifacts and warnings are known last.
   */
  finish(runId: string, end: RunEnd): Promise<StoredRun | undefined>;
  /**
   * Writes events, artifacts and the last report of a run that has ended (CONFLICT otherwise) in one transaction; then the run is persisted. A
   * repeated call replaces events of the same ids and all artifacts. The index always ends in one `complete` that matches the row.
   */
  persist(
    runId: string,
    left: { events: readonly RunEvent[]; artifacts: readonly StoredArtifact[]; report: RunReport | null },
  ): Promise<void>;
  /** Persisted events with an id greater than `after`, in order, at most `limit`. */
  events(runId: string, after: number, limit: number): Promise<RunEvent[]>;
  artifacts(runId: string): Promise<StoredArtifact[]>;
  /** Runs of these workers that have not ended or are not yet persisted. */
  unfinishedOf(workers: readonly string[]): Promise<StoredRun[]>;
  /** Ids of persisted runs that ended before `endedBefore` (ISO 8601), and of the oldest beyond `maxBytes` of artifacts; at most 100. */
  expired(limits: { endedBefore?: string; maxBytes?: number }): Promise<string[]>;
  /** Removes row, events and index. The artifacts themselves are removed before. */
  remove(runId: string): Promise<void>;
  /** Runs by status, and totals that only grow. For metrics. */
  totals(): Promise<Totals>;
  /** The encrypted address of a run's webhook; undefined when it has none. */
  webhookOf(runId: string): Promise<{ sealed: string; run: StoredRun } | undefined>;
}

export interface Totals {
  byStatus: Record<string, number>;
  /** Counted when runs end; they outlive the runs. Durations in seconds, money in US dollars. */
  counters: { name: string; labels: Record<string, string>; value: number }[];
}
