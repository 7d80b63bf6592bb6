import type { Log } from '../../base/index.ts';
import { errorMessage, startDeadline } from '../../base/index.ts';
import type { Storage } from '../../storage/index.ts';

const CHECK_MS = 5_000;
const FRESH_MS = 1_000;
const SILENT_MS = 10_000;

export interface Readiness {
  ready: boolean;
  /** `workers`: how many are alive. Runs wait while there are none, so this does not affect `ready`. */
  checks: { database: 'ok' | 'failed'; artifacts: 'ok' | 'failed'; workers: number };
}

/** Whether requests can be served. Checks at most once a second. */
export class ReadinessCheck {
  readonly #storage: Storage;
  readonly #log: Log;
  #last: Promise<Readiness> | undefined;
  #askedAt = 0;

  constructor(storage: Storage, log: Log) {
    this.#storage = storage;
    this.#log = log;
  }

  now(): Promise<Readiness> {
    if (this.#last === undefined || performance.now() - this.#askedAt >= FRESH_MS) {
      this.#askedAt = performance.now();
      this.#last = this.#ask();
    }
    return this.#last;
  }

  async #ask(): Promise<Readiness> {
    using deadline = startDeadline(CHECK_MS, 'the readiness check', { log: this.#log });
    const holds = async (what: string, work: Promise<unknown>): Promise<'ok' | 'failed'> => {
      try {
        await deadline.race(work);
        return 'ok';
      } catch (error) {
        this.#log.warn('the service is not ready', { what, error: errorMessage(error) });
        return 'failed';
      }
    };
    const { workers: store } = this.#storage;
    let workers = 0;
    const count = async () => {
      const [all, silent] = await Promise.all([store.list(), store.silent(SILENT_MS)]);
      workers = all.length - silent.length;
    };
    const [database, artifacts, counted] = await Promise.all([
      holds('the database', this.#storage.check(deadline)),
      holds('the artifact store', this.#storage.artifacts.check(deadline)),
      holds('the workers', count()),
    ]);
    return { ready: [database, artifacts, counted].every((state) => state === 'ok'), checks: { database, artifacts, workers } };
  }
}
