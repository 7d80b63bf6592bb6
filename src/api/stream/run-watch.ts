import type { Log } from '../../base/index.ts';
import { type Deadline, errorMessage, startDeadline } from '../../base/index.ts';
import type { Storage, StoredRun } from '../../storage/index.ts';

const FIRST_MS = 50;
const LAST_MS = 500;

interface Waiter {
  isDone: (run: StoredRun) => boolean;
  done: (run: StoredRun | undefined) => void;
}

/**
 * Waits for rows to change. All waiters of a run share one poll of its row, every 50 ms at first, then up to every 500
 * ms.
 */
export class RunWatch {
  readonly #storage: Storage;
  readonly #log: Log;
  readonly #waiters = new Map<string, Set<Waiter>>();
  readonly #life = new AbortController();
  readonly #deadline: Deadline;

  constructor(storage: Storage, log: Log) {
    this.#storage = storage;
    this.#log = log;
    this.#deadline = startDeadline(Number.POSITIVE_INFINITY, 'watching runs', { signal: this.#life.signal, log });
  }

  /**
   * The row as soon as `isDone` holds for it; undefined when the run does not exist. Rejects with the deadline's
   * reason.
   */
  async until(runId: string, isDone: (run: StoredRun) => boolean, deadline: Deadline): Promise<StoredRun | undefined> {
    const { promise, resolve } = Promise.withResolvers<StoredRun | undefined>();
    const waiter: Waiter = { isDone, done: resolve };
    const waiters = this.#waiters.get(runId);
    if (waiters) waiters.add(waiter);
    else {
      this.#waiters.set(runId, new Set([waiter]));
      void this.#poll(runId);
    }
    try {
      return await deadline.race(promise);
    } finally {
      this.#waiters.get(runId)?.delete(waiter);
    }
  }

  close(): void {
    this.#life.abort(new Error('the service ends'));
  }

  async #poll(runId: string): Promise<void> {
    const waiters = this.#waiters.get(runId)!;
    for (let pause = FIRST_MS; waiters.size > 0 && !this.#life.signal.aborted; pause = Math.min(LAST_MS, pause * 1.5)) {
      try {
        const run = await this.#storage.runs.get(runId);
        for (const waiter of waiters) if (run === undefined || waiter.isDone(run)) waiter.done(run);
      } catch (error) {
        this.#log.warn('the database does not answer; a stream waits', { run_id: runId, error: errorMessage(error) });
      }
      // Finished waiters leave during this pause, and none may be left then.
      await this.#deadline.pause(pause).catch(() => undefined);
    }
    this.#waiters.delete(runId);
  }
}
