import { type Deadline, DeadlineExceeded } from '../../base/index.ts';
import { type BrowserSession, nextChange } from '../../browser/index.ts';
import { actionFailure, type ErrorBody, RoteError, toErrorBody } from '../../contract/index.ts';
import type { EffectWatch, Sender } from '../effects/effect-watch.ts';
import { answersOf, lastAnswerAt, lastOfEachKind, nameOf, objection } from '../effects/sent-by-step.ts';
import type { Tracked } from './tracked.ts';

/** What stood on the page before the answer must still be there after this time without a change of the page … */
const QUIET_MS = 100;
/** … or after this time, on a page that never rests. */
const RESTLESS_MS = 1_000;
/** An application that was refused may ask again, for example with a new token: it has this long, and what it loads. */
const ASKS_AGAIN_WITHIN_MS = 500;
/** A look that has begun may end this much later than the verification: its result must not depend on the machine. */
const LAST_LOOK_MS = 2_000;

/** `verified`: an expectation proves the effect; undefined for a step without one. */
export type Proof = { ok: true; verified: boolean | undefined } | { ok: false; error: ErrorBody };

export interface ToProve {
  session: BrowserSession;
  effects: EffectWatch;
  sender: Sender;
  expectations: readonly Tracked[];
  /** `documents()` before the action. */
  documentsBefore: number;
  timeoutMs: number;
  /** What makes the step fail whatever the page shows, such as a dialog that it does not declare. */
  failure: () => ErrorBody | undefined;
}

/**
 * Waits until the expectations of a step hold. For a step with an effect, also until the application has answered: what an
 * answer takes back again was never true, and an expectation that held before the step proves nothing unless the step was
 * seen to make it true (docs/verification.md).
 */
export async function prove(step: ToProve, deadline: Deadline): Promise<Proof> {
  using own = deadline.within(step.timeoutMs, 'the verification');
  using looking = deadline.within(step.timeoutMs + LAST_LOOK_MS, 'a look at the page');
  const judge = new Judge(step);
  for (;;) {
    const before = placeOf(step.session);
    if (!(await look(step, looking, deadline))) return judge.lastVerdict();
    // What holds on one page and on the next did not hold together.
    if (placeOf(step.session) !== before && !own.signal.aborted) continue;
    const error = step.failure();
    if (error !== undefined) return { ok: false, error };
    const verdict = judge.verdict();
    if (verdict !== undefined) return verdict;
    if (own.signal.aborted) return judge.lastVerdict();
    judge.noteQuiet(await waitForNews(step, own));
  }
}

const placeOf = (session: BrowserSession): string => `${session.documents()} ${session.currentUrl()}`;

/** One look at everything; false if the time is up. */
async function look(step: ToProve, time: Deadline, run: Deadline): Promise<boolean> {
  const { session, effects, sender, expectations, documentsBefore } = step;
  const sameDocument = session.documents() === documentsBefore;
  try {
    await Promise.all(expectations.map((one) => one.look(time, sender.from, sameDocument)));
    // A look is an answer of the page: what it had sent by then is known.
    if (expectations.length === 0) await effects.known(time);
    else await effects.judged(time);
    return true;
  } catch (error) {
    run.throwIfEnded();
    if (time.signal.aborted) return false;
    throw error;
  }
}

/** Returns when the page changes or an answer comes, after a short time at the latest; whether nothing happened. */
async function waitForNews({ session, effects, sender }: ToProve, own: Deadline): Promise<boolean> {
  const waiting = effects.effectsOf(sender).filter(({ request }) => request.end === undefined);
  try {
    return !(await own.race(
      Promise.race([nextChange(session, own, QUIET_MS), ...waiting.map(({ request }) => request.ended.then(() => true))]),
    ));
  } catch (error) {
    if (error instanceof DeadlineExceeded && own.signal.aborted) return false;
    throw error;
  }
}

class Judge {
  readonly #step: ToProve;
  #quiet = false;
  #objectedSince: number | undefined;

  constructor(step: ToProve) {
    this.#step = step;
  }

  noteQuiet(quiet: boolean): void {
    this.#quiet = quiet;
  }

  /** The verdict, if there is one already. */
  verdict(): Proof | undefined {
    const { effects, sender, expectations, session } = this.#step;
    const allHold = expectations.every(({ now }) => now.ok);
    if (!effects.hasEffect(sender)) return allHold ? { ok: true, verified: undefined } : undefined;
    const sent = effects.effectsOf(sender);
    if (answersOf(sent) === 'waiting') return undefined;
    if (objection(sent) !== undefined) {
      this.#objectedSince ??= Date.now();
      const asksAgain = session.requestsInFlight() > 0 || Date.now() - this.#objectedSince < ASKS_AGAIN_WITHIN_MS;
      return asksAgain ? undefined : this.#objected();
    }
    this.#objectedSince = undefined;
    const after = lastAnswerAt(sent) ?? sender.from;
    const stood = expectations.filter((one) => !one.appearedAfter(after) && !(one.heldBefore === false && this.#isOnNextPage()));
    if (!expectations.every((one) => one.now.ok || one.appearedAfter(after))) return undefined;
    if (stood.length > 0 && !this.#restsSince(after)) return undefined;
    const verified = this.#isProven(after);
    // A page that is still loading may yet show that the step made it true.
    if (!verified && stood.length > 0 && session.requestsInFlight() > 0 && Date.now() - after < RESTLESS_MS) return undefined;
    return { ok: true, verified };
  }

  /** The verdict when the time is up. */
  lastVerdict(): Proof {
    const { effects, sender, expectations, timeoutMs } = this.#step;
    const sent = effects.hasEffect(sender) ? effects.effectsOf(sender) : [];
    if (objection(sent) !== undefined) return this.#objected();
    const open = lastOfEachKind(sent).find(({ request }) => request.end === undefined);
    // Without a verification nothing has to be proven in time: the answer may come during the next steps.
    if (open !== undefined && expectations.length === 0) return { ok: true, verified: false };
    if (open !== undefined)
      return failed('effect_failed', `The application did not answer ${nameOf(open.kind)} within ${timeoutMs} ms.${this.#hint()}`);
    const after = lastAnswerAt(sent) ?? sender.from;
    const missing = expectations.find((one) => !one.now.ok && !one.appearedAfter(after));
    if (missing !== undefined && !missing.now.ok) return failed('verification', missing.now.reason);
    return { ok: true, verified: effects.hasEffect(sender) ? this.#isProven(after) : undefined };
  }

  /** Whether a form was sent and its answer is what the tab shows now: nothing on it stood there before. */
  #isOnNextPage(hasStatus: (status: number) => boolean = () => true): boolean {
    const { effects, sender, session, documentsBefore } = this.#step;
    const sent = effects.effectsOf(sender);
    const isAnswered = sent.some(({ request: { opensPage, end } }) => opensPage && end?.kind === 'answered' && hasStatus(end.status));
    return isAnswered && session.documents() > documentsBefore;
  }

  #restsSince(after: number): boolean {
    return this.#quiet || Date.now() - after > RESTLESS_MS;
  }

  #isProven(after: number): boolean {
    const { effects, sender, expectations } = this.#step;
    if (expectations.length === 0) return false;
    if (expectations.some(({ heldBefore }) => heldBefore === false)) return true;
    const sent = effects.effectsOf(sender);
    if (this.#isOnNextPage((status) => status >= 300)) return true;
    return sent.length > 0 && expectations.some((one) => one.appearedAfter(after));
  }

  /** A request that the author may not know of. */
  #hint(): string {
    return this.#step.sender.effect.declared ? '' : ' If the request changes nothing, list it under "reads" in the playbook.';
  }

  #objected(): Proof {
    const { effects, sender, expectations } = this.#step;
    const sent = effects.effectsOf(sender);
    const missing = expectations.find(({ now }) => !now.ok);
    const page = missing === undefined || missing.now.ok ? '' : ` ${missing.now.reason}`;
    const refused = answersOf(sent) === 'refused';
    const what = refused ? 'The application refused what the step sent' : 'What the step sent failed, and may have taken effect';
    return failed(refused ? 'effect_refused' : 'effect_failed', `${what}: ${objection(sent)}.${page}${this.#hint()}`);
  }
}

function failed(reason: 'verification' | 'effect_refused' | 'effect_failed', message: string): Proof {
  return { ok: false, error: toErrorBody(new RoteError('STEP_FAILED', message, { failure: actionFailure(reason) })) };
}
