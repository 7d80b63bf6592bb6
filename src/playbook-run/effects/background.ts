import type { SentRequest } from '../../browser/index.ts';

/** How often a kind must be sent while no step acts before it counts as the page's own: a poll, a heartbeat, telemetry. */
const TIMES = 2;
/** A request that waits this long for its answer, or ended after it, was a long poll: one is enough. */
const LONG_POLL_MS = 2_000;

interface Seen {
  times: number;
  /** Sent since the last step acted. The first may be late news of that step, and does not count. */
  sinceAct: number;
  /** The requests that no step can have caused. */
  idle: SentRequest[];
}

/** Knows the kinds of requests that a page sends automatically, from what it sent while no step acted. */
export class Background {
  readonly #seen = new Map<string, Seen>();
  #acted = false;

  /** A step acts now: what follows may be its doing. */
  acts(): void {
    this.#acted = true;
    for (const seen of this.#seen.values()) seen.sinceAct = 0;
  }

  /** A request was sent while no step acted. */
  sent(key: string, request: SentRequest): void {
    const seen = this.#seen.get(key) ?? { times: 0, sinceAct: 0, idle: [] };
    this.#seen.set(key, seen);
    seen.sinceAct += 1;
    if (this.#acted && seen.sinceAct === 1) return;
    seen.times += 1;
    if (seen.idle.length < TIMES) seen.idle.push(request);
  }

  has(key: string): boolean {
    const seen = this.#seen.get(key);
    return seen !== undefined && (seen.times >= TIMES || seen.idle.some(isLongPoll));
  }
}

function isLongPoll({ at, end }: SentRequest): boolean {
  return (end?.at ?? Date.now()) - at > LONG_POLL_MS;
}
