import { randomBytes } from 'node:crypto';
import { loggableUrl, type UrlRule } from '../guardrails/index.ts';

/**
 * Besides the policy's own rules. `read_only`: the run is read-only and the request may change something. `upstream_proxy`: the upstream
 * proxy itself may not be used. `own_service`: it belongs to Rote itself.
 */
export type RefusalRule = UrlRule | 'read_only' | 'upstream_proxy' | 'own_service';

/** A request that was refused. */
export interface Refusal {
  /**
   * Also the value of the answer's `x-rote-refused` header. It starts with random characters of this run: no site can
   * forge one.
   */
  id: string;
  /**
   * Without credentials, fragment and query values. Of a tunnel, only scheme, host and port are known; a read-only run has none.
   */
  url: string;
  /** Host and port as URL.host spells them. */
  host: string;
  rule: RefusalRule;
  reason: string;
  /** By the rule `read_only`: a form was sent to open a page. The browser stays where it is. */
  isNavigation?: boolean;
  /** ISO 8601. */
  at: string;
  /** How often this rule has refused this host in this run, this time included. */
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
  | 'certificate_invalid'
  | 'tls_failed'
  | 'bad_answer';

const AFTER_SENDING: ReadonlySet<FailureCode> = new Set(['connection_lost', 'idle_timeout', 'bad_answer']);

/** Whether the request may have reached its site before it failed. */
export function wasSent(code: FailureCode): boolean {
  return AFTER_SENDING.has(code);
}

/** An allowed request that failed. Header: `x-rote-failed`. */
export interface EgressFailure {
  id: string;
  url: string;
  host: string;
  /** A tunnel failed: the path is unknown. */
  isTunnel: boolean;
  code: FailureCode;
  reason: string;
  at: string;
}

/** Only the newest entries are kept until they are taken: a page can produce any number. */
const MAX_KEPT = 1_000;
/** The listener is called at the 1st to 10th refusal of a loop, then at every power of ten. */
const REPORT_EACH_UP_TO = 10;

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

  refused(url: URL, rule: RefusalRule, reason: string, isNavigation?: boolean): Refusal {
    const key = `${rule} ${url.host}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    // A page can invent host names without end: losing counts is better than growing without limit.
    if (this.#counts.size >= MAX_KEPT && count === 1) this.#counts.clear();
    this.#counts.set(key, count);
    const refusal = { ...this.#entry(url), rule, reason, count, ...(isNavigation && { isNavigation }) };
    this.#refusals = [...this.#refusals.slice(1 - MAX_KEPT), refusal];
    if (count <= REPORT_EACH_UP_TO || /^10*$/.test(String(count))) this.#onRefused?.(refusal);
    return refusal;
  }

  failed(url: URL, code: FailureCode, reason: string, isTunnel: boolean): EgressFailure {
    const failure = { ...this.#entry(url), isTunnel, code, reason };
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
