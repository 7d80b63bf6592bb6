import { type Log, silentLog } from './log.ts';

/** A timer that fires later than this shows a machine that is busy, which a message about time has to say. */
const LATE_FACTOR = 1.1;
const LATE_MS = 500;

/** A deadline has passed. `what` names the work that took too long. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
  readonly what: string;
  readonly timeoutMs: number;

  /** `elapsedMs`: the time that has really passed, which may be much more on a busy machine. */
  constructor(what: string, timeoutMs: number, elapsedMs = timeoutMs) {
    const late =
      elapsedMs > LATE_FACTOR * timeoutMs + LATE_MS
        ? ` (it was noticed after ${(elapsedMs / 1_000).toFixed(1)} s: the machine is busy)`
        : '';
    super(`${what} took longer than ${timeoutMs} ms${late}`);
    this.what = what;
    this.timeoutMs = timeoutMs;
  }
}

/** A person, a signal or a worker asked the work to stop. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';

  constructor(message = 'cancelled') {
    super(message);
  }
}

/**
 * Time, cancellation and log, handed down together as one value. A child never outlives its parent.
 * `signal.reason` is a DeadlineExceeded or a Cancelled. Bind it with `using`, which ends it.
 */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Milliseconds left, never negative; Infinity without a limit. */
  remainingMs(): number;
  /** A child that ends `timeoutMs` from now or with this one, whichever is earlier. */
  within(timeoutMs: number, what: string): Deadline;
  /** Throws the reason once the deadline has passed or the work was cancelled. */
  throwIfEnded(): void;
  /** The result of `work`; rejects with the reason as soon as this deadline ends. Does not stop `work` itself. */
  race<T>(work: Promise<T>): Promise<T>;
  /**
   * Waits; rejects with the reason if the deadline ends first. For pauses that are part of a policy only. Unlike the deadline's own timer it
   * keeps the process running: a client that pauses before it reconnects has nothing else to keep it from exiting.
   */
  pause(ms: number): Promise<void>;
  /** Releases the timer. Safe to call twice; not needed once the deadline has passed. */
  end(): void;
}

class RunningDeadline implements Deadline {
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly #endsAt: number;
  readonly #controller = new AbortController();
  #release: () => void;

  constructor(parent: { signal: AbortSignal; endsAt: number; log: Log } | undefined, timeoutMs: number, what: string) {
    const started = performance.now();
    const own = started + timeoutMs;
    this.#endsAt = Math.min(own, parent?.endsAt ?? Number.POSITIVE_INFINITY);
    this.signal = this.#controller.signal;
    this.log = parent?.log ?? silentLog;
    const timer =
      own <= this.#endsAt && Number.isFinite(timeoutMs)
        ? setTimeout(() => this.#controller.abort(new DeadlineExceeded(what, timeoutMs, performance.now() - started)), timeoutMs)
        : undefined;
    timer?.unref();
    const follow = () => this.#controller.abort(parent?.signal.reason);
    if (parent?.signal.aborted) follow();
    else parent?.signal.addEventListener('abort', follow, { once: true });
    this.#release = () => {
      clearTimeout(timer);
      parent?.signal.removeEventListener('abort', follow);
    };
    this.signal.addEventListener('abort', () => this.#release(), { once: true });
  }

  remainingMs(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  within(timeoutMs: number, what: string): Deadline {
    return new RunningDeadline({ signal: this.signal, endsAt: this.#endsAt, log: this.log }, timeoutMs, what);
  }

  throwIfEnded(): void {
    if (this.signal.aborted) throw this.signal.reason;
  }

  async race<T>(work: Promise<T>): Promise<T> {
    if (this.signal.aborted) {
      work.catch(() => undefined);
      throw this.signal.reason;
    }
    const { promise, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(this.signal.reason);
    this.signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([work, promise]);
    } finally {
      this.signal.removeEventListener('abort', onAbort);
    }
  }

  async pause(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    try {
      await this.race(
        new Promise<void>((done) => {
          timer = setTimeout(done, ms);
        }),
      );
    } finally {
      clearTimeout(timer);
    }
  }

  end(): void {
    this.#release();
  }

  [Symbol.dispose](): void {
    this.end();
  }
}

/** A deadline that starts now. `signal` is an outer cancellation; its reason is passed on. */
export function startDeadline(timeoutMs: number, what: string, options: { signal?: AbortSignal; log?: Log } = {}): Deadline {
  const parent = {
    signal: options.signal ?? new AbortController().signal,
    endsAt: Number.POSITIVE_INFINITY,
    log: options.log ?? silentLog,
  };
  return new RunningDeadline(parent, timeoutMs, what);
}

/** A child of a deadline for work that can be stopped earlier; stopped work rejects with Cancelled. `using` stops it. */
export function stoppable(parent: Deadline, what: string): { deadline: Deadline } & Disposable {
  const stop = new AbortController();
  const signal = AbortSignal.any([parent.signal, stop.signal]);
  const deadline = startDeadline(parent.remainingMs(), what, { signal, log: parent.log });
  return {
    deadline,
    [Symbol.dispose]: () => {
      stop.abort(new Cancelled(`${what} was stopped`));
      deadline.end();
    },
  };
}

/** For callers without a limit (tests, tools). Every action still has its own timeout. */
export const noDeadline: Deadline = startDeadline(Number.POSITIVE_INFINITY, 'nothing');
