import { randomBytes } from 'node:crypto';
import { loggableUrl, type UrlRule } from '../guardrails/index.ts';

/** A request that the policy refused. */
export interface Refusal {
  /** Also the value of the answer's `x-rote-refused` header. Starts with a random part of this run, so that no site can forge one. */
  id: string;
  /** Without credentials, fragment and query values. For https and web sockets only scheme, host and port are known here. */
  url: string;
  /** Host and port as URL.host spells them. */
  host: string;
  rule: UrlRule;
  reason: string;
  /** ISO 8601. */
  at: string;
  /** How often this host has been refused by this rule in this run, this time included. */
  count: number;
}

export type FailureCode =
  | 'name_not_resolved'
  | 'resolve_timeout'
  | 'connection_refused'
  | 'connect_timeout'
  | 'unreachable'
  | 'connection_lost'
  | 'idle_timeout'
  | 'upstream_unreachable'
  | 'upstream_auth'
  | 'upstream_refused'
  | 'bad_answer';

/** A request that was allowed and did not get through. Header: `x-rote-failed`. */
export interface EgressFailure {
  id: string;
  url: string;
  host: string;
  code: FailureCode;
  reason: string;
  at: string;
}

/** Newest entries kept until they are taken; a page can produce any number. */
const MAX_KEPT = 1_000;
/** A page that asks in a loop is told to the listener at its 1st to 10th time, then at every power of ten. */
const TELL_EACH_UP_TO = 10;

export class RefusalLog {
  readonly #onRefused: ((refusal: Refusal) => void) | undefined;
  readonly #run = randomBytes(9).toString('base64url');
  readonly #counts = new Map<string, number>();
  #next = 1;
  #refusals: Refusal[] = [];
  #failures: EgressFailure[] = [];

  constructor(onRefused: ((refusal: Refusal) => void) | undefined) {
    this.#onRefused = onRefused;
  }

  refused(url: URL, rule: UrlRule, reason: string): Refusal {
    const key = `${rule} ${url.host}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    // A page can invent host names without end; the counts may forget, the memory may not grow.
    if (this.#counts.size >= MAX_KEPT && count === 1) this.#counts.clear();
    this.#counts.set(key, count);
    const refusal = { ...this.#entry(url), rule, reason, count };
    this.#refusals = [...this.#refusals.slice(1 - MAX_KEPT), refusal];
    if (count <= TELL_EACH_UP_TO || /^10*$/.test(String(count))) this.#onRefused?.(refusal);
    return refusal;
  }

  failed(url: URL, code: FailureCode, reason: string): EgressFailure {
    const failure = { ...this.#entry(url), code, reason };
    this.#failures = [...this.#failures.slice(1 - MAX_KEPT), failure];
    return failure;
  }

  takeRefusals(): Refusal[] {
    const taken = this.#refusals;
    this.#refusals = [];
    return taken;
  }

  takeFailures(): EgressFailure[] {
    const taken = this.#failures;
    this.#failures = [];
    return taken;
  }

  #entry(url: URL) {
    return { id: `${this.#run}-${this.#next++}`, url: loggableUrl(url.href), host: url.host, at: new Date().toISOString() };
  }
}
