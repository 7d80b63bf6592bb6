import type { Artifact, ErrorBody, RunEvent, RunReport, RunStatus, TerminalStatus } from '../contract/index.ts';

/** A run as the database knows it. Times are ISO 8601 in UTC. Holds no secret in clear. */
export interface StoredRun {
  run_id: string;
  status: RunStatus;
  /** Redacted: credentials that a directive repeats are not in it. */
  directive: string;
  /** Id of the playbook: the one asked for, and once the run has ended the one that was used. */
  playbook: string | null;
  /** As it was asked for, without any secret. */
  config: Record<string, unknown>;
  /** The last report that was committed; null until the run has ended. */
  report: RunReport | null;
  error: ErrorBody | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  stop_requested_at: string | null;
  /** Set when folder, events and artifacts index are committed. */
  persisted_at: string | null;
  /** Who carries it out; null while it is queued. */
  worker: string | null;
  /** Base URL of the sandbox's status server as other machines reach it; null before it listens. */
  sandbox_url: string | null;
  /** Since when the sandbox could not be reached; null while it could. */
  inactive_since: string | null;
  /** W3C traceparent of the request that made it. */
  traceparent: string | null;
}

export interface NewRun {
  run_id: string;
  directive: string;
  playbook: string | null;
  config: Record<string, unknown>;
  /** The whole request, sealed; erased when the run ends. */
  sealed: string;
  /** Sealed address of the webhook, which outlives the request. */
  sealed_webhook: string | null;
  traceparent: string | null;
  /** `owner` is the api key's id, or '' where none is needed. `fingerprint` tells another body under the same key. */
  idempotency: { owner: string; key: string; fingerprint: string } | null;
}

/** `other_body`: the idempotency key was used for another request. `taken`: there is a run of that id. */
export type CreatedRun = { kind: 'created' | 'repeated'; run: StoredRun } | { kind: 'other_body' | 'taken'; run_id: string };

export interface RunFilter {
  status?: readonly RunStatus[];
  playbook?: string;
  /** ISO 8601; inclusive. */
  created_after?: string;
  /** ISO 8601; exclusive. */
  created_before?: string;
  /** Substring of the directive, case does not matter. */
  text?: string;
  /** As `next_cursor` gave it. VALIDATION_FAILED for anything else. */
  cursor?: string;
  /** 1 to 200. */
  limit: number;
}

/** How a run ended. `report` where there is one. */
export interface RunEnd {
  status: TerminalStatus;
  error: ErrorBody | null;
  report: RunReport | null;
}

export interface StoredArtifact extends Artifact {
  sha256: string;
}

/**
 * Runs, the index of their events and of their artifacts. A run has exactly one terminal status: the first `finish` wins, whoever calls it, and
 * everybody is told what won. Methods reject with what the database says when it cannot be reached; callers try again.
 */
export interface RunStore {
  /** Row and queue entry in one transaction: once this resolves, the run survives. */
  create(run: NewRun): Promise<CreatedRun>;
  get(runId: string): Promise<StoredRun | undefined>;
  /** Newest first. */
  list(filter: RunFilter): Promise<{ runs: StoredRun[]; next_cursor: string | null }>;
  /** queued -> starting, for one caller only. undefined when it was stopped, claimed or is not there. */
  claim(runId: string, worker: string): Promise<{ run: StoredRun; sealed: string } | undefined>;
  /**
   * Where its sandbox answers, or that the status went on (starting, running, waiting; others are not taken from here). Does nothing once it has ended
   * or belongs to another worker.
   */
  progress(runId: string, worker: string, change: { sandbox_url?: string | null; status?: RunStatus; playbook?: string }): Promise<void>;
  setActive(runId: string, active: boolean): Promise<void>;
  /** A queued run ends as terminated at once; a running one gets the wish written down. Idempotent. undefined: no such run. */
  requestStop(runId: string): Promise<StoredRun | undefined>;
  /** Ids of this worker's runs that are to stop and have not ended. */
  stopsWanted(worker: string): Promise<string[]>;
  /**
   * Ends a run unless it has ended; erases what was sealed, counts the totals, queues the webhook, all in one transaction. Gives the row as it is then.
   * undefined: no such run. A report that comes later for a run which ended with the same status is kept too (artifacts and warnings are known last).
   */
  finish(runId: string, end: RunEnd): Promise<StoredRun | undefined>;
  /**
   * Events, artifacts and the last report of a run that has ended (CONFLICT otherwise) in one transaction; then the run is persisted. Repeated, it
   * replaces events of the same ids and all artifacts. The index always ends in one `complete` that says what the row says.
   */
  persist(
    runId: string,
    left: { events: readonly RunEvent[]; artifacts: readonly StoredArtifact[]; report: RunReport | null },
  ): Promise<void>;
  /** Persisted events with an id greater than `after`, in order, at most `limit`. */
  events(runId: string, after: number, limit: number): Promise<RunEvent[]>;
  artifacts(runId: string): Promise<StoredArtifact[]>;
  /** Runs of these workers that have not ended or are not persisted. */
  unfinishedOf(workers: readonly string[]): Promise<StoredRun[]>;
  /** Ids of runs that ended before `endedBefore` (ISO), and of the oldest beyond `maxBytes` of artifacts, persisted ones only; at most 100. */
  expired(limits: { endedBefore?: string; maxBytes?: number }): Promise<string[]>;
  /** Row, events and index. The artifacts themselves are removed before. */
  remove(runId: string): Promise<void>;
  /** Runs by status, and totals that only grow, for metrics. */
  totals(): Promise<Totals>;
  /** The sealed address to tell the end of a run to; undefined when there is none. */
  webhookOf(runId: string): Promise<{ sealed: string; run: StoredRun } | undefined>;
}

export interface Totals {
  byStatus: Record<string, number>;
  /** Counted when runs end; they outlive retention. Durations in seconds, money in dollars. */
  counters: { name: string; labels: Record<string, string>; value: number }[];
}
