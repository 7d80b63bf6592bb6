/** A run to execute. `signal` aborts when the queue has given up the job: it was cancelled, or its worker counts as dead. */
export interface QueuedRun {
  run_id: string;
  signal: AbortSignal;
}

/** A webhook that is due for a run that has ended. Throw to have it retried later. */
export interface DueWebhook {
  run_id: string;
  /** 1 for the first attempt. */
  attempt: number;
  /** No attempt follows this one. */
  last: boolean;
}

/** The queue of the service: runs are handed out once and never again; webhooks are retried with growing pauses. */
export interface Queue {
  /**
   * Takes runs until `stop`, at most `capacity` at a time, oldest first. `stop` begins nothing more and returns what has just arrived to the queue;
   * what is in progress goes on. `handle` must not reject. A run whose process dies is handed out again only if it had not been claimed.
   */
  takeRuns(capacity: number, handle: (run: QueuedRun) => Promise<void>): Promise<{ stop(): Promise<void> }>;
  takeWebhooks(deliver: (webhook: DueWebhook) => Promise<void>): Promise<{ stop(): Promise<void> }>;
}
