import { type Deadline, errorMessage, type Log } from '../../base/index.ts';
import type { BrowserSession, SentRequest } from '../../browser/index.ts';
import type { ReadRule } from '../../contract/index.ts';
import { isDeclaredRead } from '../../playbook/index.ts';
import { credentialRef, Secret, SecretBook } from '../../secrets/index.ts';
import { Background } from './background.ts';
import type { EffectOf, Ledger } from './ledger.ts';
import { requestKind } from './request-kind.ts';
import { answersOf, evidenceOf, objection, type Sent } from './sent-by-step.ts';

/** How long the judging of requests to other sites may take. */
const JUDGED_WITHIN_MS = 1_000;
/** How long the last requests of a playbook may take to be answered. */
const ANSWERED_WITHIN_MS = 5_000;
/** Beacons and reports: statistics, and what the browser sends on its own account. */
const NO_EFFECT = new Set(['ping', 'cspviolationreport', 'eventsource', 'websocket']);

export interface EffectWatchOptions {
  session: BrowserSession;
  ledger: Ledger;
  secrets: SecretBook;
  reads: readonly ReadRule[];
  log: Log;
}

/** A step, and what it made the page send: from its action until the next such step acts. */
export interface Sender {
  readonly effect: EffectOf;
  /** Moment of its action, in milliseconds since 1970. */
  readonly from: number;
  /** `Traffic.reactions()` at that moment. */
  readonly reactionsBefore: number;
  readonly sent: Sent[];
  /** Moment at which its verification ended. */
  until: number | undefined;
}

/**
 * Sees the requests of the browser, gives each to the step that caused it, and decides which are effects
 * (docs/verification.md). A step with an effect that it did not declare gets an entry in the ledger as soon as the request
 * is seen.
 */
export class EffectWatch implements Disposable {
  readonly #options: EffectWatchOptions;
  readonly #background = new Background();
  readonly #senders: Sender[] = [];
  readonly #judging = new Set<Promise<void>>();
  readonly #declined = new WeakSet<SentRequest>();
  readonly #stop: () => void;
  /** Knows the password alone: what carries it is a login, also when steps fill in its form. */
  readonly #logins = new SecretBook();
  #current: Sender | undefined;
  /** `documents()` when a page began to be opened. */
  #opening: number | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: EffectWatchOptions) {
    this.#options = options;
    this.#logins.add('password', new Secret(options.secrets.reveal(credentialRef('password')) ?? ''));
    this.#stop = options.session.traffic.onSent((request) => this.#onSent(request));
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  /** The action of a step begins. If it makes the page send, what is sent from now on is its doing. */
  acts(effect: EffectOf, makesPageSend: boolean): Sender {
    const { traffic } = this.#options.session;
    const sender: Sender = { effect, from: Date.now(), reactionsBefore: traffic.reactions(), sent: [], until: undefined };
    if (makesPageSend) {
      this.#background.acts();
      this.#senders.push(sender);
      this.#current = sender;
    }
    return sender;
  }

  /** The step is verified, or failed: what is sent from now on is news of it, or the page's own. */
  rests(sender: Sender): void {
    sender.until ??= Date.now();
  }

  /** A page is opened by its address: what it sends is not the doing of the last step. */
  opens(): Disposable {
    const { session } = this.#options;
    this.#opening = session.documents();
    return {
      [Symbol.dispose]: () => {
        if (this.#opening !== undefined && session.documents() > this.#opening) this.#current = undefined;
        this.#opening = undefined;
      },
    };
  }

  /** The application did not carry out what the step sent so far: it asked for the login instead. */
  disown({ sent }: Sender): void {
    for (const { request } of sent) this.#declined.add(request);
  }

  /** The requests that count as effects of the step. */
  effectsOf({ sent }: Sender): Sent[] {
    return sent.filter(({ request, kind }) => !this.#declined.has(request) && !this.#background.has(kind.key));
  }

  hasEffect(sender: Sender): boolean {
    return sender.effect.declared || this.effectsOf(sender).length > 0;
  }

  /** Returns once every request sent before is known and judged, and what the ledger should say about it is written. */
  async known(deadline: Deadline): Promise<void> {
    await this.#options.session.traffic.known(deadline);
    await this.judged(deadline);
  }

  /** The same without asking the pages: for a caller that just had an answer of the page. */
  async judged(deadline: Deadline): Promise<void> {
    using limit = deadline.within(JUDGED_WITHIN_MS, 'the requests of the step');
    while (this.#judging.size > 0 && !limit.signal.aborted) {
      await limit.race(Promise.all(this.#judging)).catch(() => deadline.throwIfEnded());
    }
    await this.#writing;
  }

  /** The action has returned: if no request waits for its answer, that is all there is to know so far. */
  async noteReturned(sender: Sender): Promise<void> {
    await this.#settle(sender);
    if (sender.effect.declared && answersOf(this.effectsOf(sender)) === 'none') await this.#options.ledger.move(sender.effect, 'committed');
  }

  /** Nothing shows what became of the effect, unless an answer of the application does. */
  async leaveInDoubt(sender: Sender): Promise<void> {
    const { ledger } = this.#options;
    if (!ledger.mayHaveHappened(sender.effect.id)) return;
    await this.#settle(sender);
    const answers = answersOf(this.effectsOf(sender));
    if (answers === 'none' || answers === 'waiting') await ledger.move(sender.effect, 'unknown');
  }

  /** Steps that ended before the application refused what they sent, or before its answer was lost. */
  lateObjections(): { effect: EffectOf; why: string }[] {
    return this.#senders.flatMap((sender) => {
      const { until, effect } = sender;
      const late = this.effectsOf(sender).filter(({ request }) => until !== undefined && (request.end?.at ?? 0) > until);
      const why = objection(late);
      return why === undefined ? [] : [{ effect, why }];
    });
  }

  /** Steps with an effect that no `effect: write` declares. */
  undeclared(): { effect: EffectOf; sent: Sent[] }[] {
    const byStep = Map.groupBy(this.#senders, ({ effect }) => effect.id);
    return [...byStep.values()]
      .map((senders) => ({ effect: senders[0]!.effect, sent: senders.flatMap((sender) => this.effectsOf(sender)) }))
      .filter(({ effect, sent }) => !effect.declared && answersOf(sent) !== 'none' && answersOf(sent) !== 'refused');
  }

  /** Waits a last time for answers. An effect that still has none is unknown. */
  async finish(deadline: Deadline): Promise<void> {
    await this.known(deadline).catch(() => undefined); // after a cancellation, the ledger is written all the same
    const waiting = this.#senders.filter((sender) => answersOf(this.effectsOf(sender)) === 'waiting');
    if (waiting.length === 0) return;
    using limit = deadline.within(ANSWERED_WITHIN_MS, 'the answers to what the steps sent');
    const answers = waiting.flatMap((sender) => this.effectsOf(sender).map(({ request }) => request.ended));
    await limit.race(Promise.all(answers)).catch(() => undefined); // no answer is an answer: below
    for (const sender of waiting) {
      if (answersOf(this.effectsOf(sender)) === 'waiting') this.#write(() => this.#options.ledger.move(sender.effect, 'unknown'));
    }
    await this.#writing;
  }

  /** Writes what the answers say so far into the ledger. */
  async #settle(sender: Sender): Promise<void> {
    this.#write(() => this.#writeState(sender));
    await this.#writing;
  }

  #onSent(request: SentRequest): void {
    const kind = requestKind(request);
    if (this.#opening !== undefined && this.#options.session.documents() > this.#opening) this.#current = undefined;
    const sender = this.#current;
    if (sender === undefined || sender.until !== undefined) this.#background.sent(kind.key, request);
    if (sender === undefined) return;
    const sent: Sent = { request, kind };
    sender.sent.push(sent);
    const isRead = kind.reads || isDeclaredRead(this.#options.reads, { ...kind, body: request.body });
    const isLogin = this.#logins.redact(request.body) !== request.body;
    if (NO_EFFECT.has(request.type) || isRead || isLogin) this.#declined.add(request);
    const judged = this.#judge(sent, sender).finally(() => this.#judging.delete(judged));
    this.#judging.add(judged);
  }

  async #judge({ request }: Sent, sender: Sender): Promise<void> {
    if (!this.#declined.has(request) && request.type !== 'document') {
      const credentialed = await request.isCredentialed().catch((error: unknown) => {
        this.#options.log.debug('the headers of a request could not be read', { error: errorMessage(error) });
        return true;
      });
      if (!credentialed) this.#declined.add(request);
    }
    this.#write(() => this.#writeState(sender));
    void request.ended.then(() => this.#write(() => this.#writeState(sender)));
  }

  /** One after the other, in the order of the calls. */
  #write(change: () => Promise<void>): void {
    this.#writing = this.#writing.then(change).catch((error: unknown) => {
      this.#options.log.warn('the ledger could not be written', { error: errorMessage(error) });
    });
  }

  async #writeState(sender: Sender): Promise<void> {
    const { ledger, secrets } = this.#options;
    const { effect } = sender;
    const effects = this.effectsOf(sender);
    const before = ledger.state(effect.id);
    // A declared step has an entry from its own beginning on, or provably no effect.
    if (before === 'verified' || (before === undefined && (effect.declared || effects.length === 0))) return;
    const evidence = evidenceOf(effect.declared ? sender.sent : effects, (text) => secrets.redact(text));
    const answers = answersOf(effects);
    if (answers === 'waiting') await ledger.move(effect, before ?? 'intended', evidence);
    else if (answers === 'accepted') await ledger.move(effect, 'committed', evidence);
    else if (answers === 'unknown') await ledger.move(effect, 'unknown', evidence);
    else if (effects.length > 0 || !effect.declared) await ledger.withdraw(effect.id);
    else await ledger.move(effect, before ?? 'intended', evidence);
  }
}
