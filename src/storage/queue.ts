/** One run to carry out. `signal` aborts when the queue gives the job to nobody any more (cancelled, or taken for dead). */
export interface QueuedRun {
  run_id: string;
  signal: AbortSignal;
}

/** A message about the end of a run that is due. Throw to have it tried again later. */
export interface DueWebhook {
  run_id: string;
  /** 1 for the first try. */
  attempt: number;
  /** No further try follows this one. */
  last: boolean;
}

/** The queue of the service: runs are handed out once and never again; webhooks are tried again with growing pauses. */
export interface Queue {
  /**
   * Takes runs, at most `capacity` at a time, oldest first, until `stop`, which leaves alone what is under way and begins nothing more: what is on its
   * way goes back. `carryOut` must not reject. A run whose process dies is handed out again only if nobody had claimed it.
   */
  takeRuns(capacity: number, carryOut: (run: QueuedRun) => Promise<void>): Promise<{ stop(): Promise<void> }>;
  takeWebhooks(deliver: (webhook: DueWebhook) => Promise<void>): Promise<{ stop(): Promise<void> }>;
}
