import { outputsText, traitsOf } from '../../actions/index.ts';
import type { Deadline } from '../../base/index.ts';
import { type BrowserSession, type ElementDescription, untilViewChanged, whyNothingWasSent } from '../../browser/index.ts';
import { type ErrorBody, RoteError, toErrorBody } from '../../contract/index.ts';
import type { ActionOutcome, Dispatcher } from '../../dispatch/index.ts';
import type { Step } from '../../playbook/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import { secretsOf } from '../capture/secrets-of.ts';
import type { PlaybookDialogs } from '../dialogs/playbook-dialogs.ts';
import type { StepDialogs } from '../dialogs/step-dialogs.ts';
import type { EffectWatch, Sender } from '../effects/effect-watch.ts';
import type { EffectOf, Ledger } from '../effects/ledger.ts';
import type { SessionEnd } from '../login/session-end.ts';
import { type Expectations, expectationsOf } from '../verification/expectations.ts';
import { outcomeProblem } from '../verification/outcome-problem.ts';
import { type Proof, prove } from '../verification/prove.ts';
import { Tracked } from '../verification/tracked.ts';
import { canCheckLater, unverifiedError, verificationError } from '../verification/verify.ts';
import { type Acted, isUntouched } from './acted.ts';
import { failureNature } from './failure-nature.ts';
import { findTarget } from './find-target.ts';
import { pointAtText } from './point-at-text.ts';
import { stepAction } from './step-input.ts';
import { watchTabsOfVerification, watchTabsOfWait } from './step-tab.ts';
import { makesPageSend } from './step-traits.ts';
import { withCaptcha } from './with-captcha.ts';

/** A step without a verification waits this long for the answers to what it sent. */
const ANSWERED_WITHIN_MS = 5_000;
/** One look is always made. */
const LOOK_MS = 1;
/** If finding the element took longer, the page has changed since the look that was made meanwhile. */
const QUICK_MS = 100;

export interface StepDeps {
  session: BrowserSession;
  dispatcher: Dispatcher;
  secrets: SecretBook;
  ledger: Ledger;
  effects: EffectWatch;
  dialogs: PlaybookDialogs;
  /** After a login. */
  sessionEnd?: SessionEnd | undefined;
  /** Values that earlier steps and captures stored. */
  values: Record<string, string>;
  /** See `ActionRequest`. */
  isShownByNext?: boolean;
  /** Before a covered target is tried again: runs the skipped steps that close what has appeared meanwhile. */
  uncover?: (deadline: Deadline) => Promise<void>;
}

/** What one attempt at a step came to. */
export interface Attempt {
  error?: ErrorBody;
  outcome?: ActionOutcome;
  selector?: string;
  /** Whether an expectation proves the effect; undefined without an effect. */
  verified?: boolean;
  /** It was a click that sent nothing, and what it expects held before. */
  idle?: boolean;
  /** Undefined if the action was not tried. */
  acted?: Acted;
}

/**
 * Finds the element, acts, and waits until the step is proven or has failed. The ledger then says what is known of its effect. Does not
 * reject for expected failures. `again`: the first attempt, which had no effect.
 */
export class StepAttempt {
  readonly #deps: StepDeps;
  readonly #step: Step;
  readonly #effect: EffectOf;
  readonly #dialogs: StepDialogs;
  readonly #again: Attempt | undefined;
  #selector: string | undefined;
  #acted: Acted | undefined;
  #tracked: Tracked[] = [];
  #timeoutMs: number;

  constructor(deps: StepDeps, step: Step, effect: EffectOf, dialogs: StepDialogs, again?: Attempt) {
    this.#deps = deps;
    this.#step = step;
    this.#effect = effect;
    this.#dialogs = dialogs;
    this.#again = again;
    this.#timeoutMs = step.verify?.timeout_ms ?? ANSWERED_WITHIN_MS;
  }

  async run(deadline: Deadline): Promise<Attempt> {
    const attempt = await this.#run(deadline);
    const ended = attempt.error && (await this.#deps.sessionEnd?.insteadOf(attempt.error, deadline));
    return ended === undefined ? attempt : { ...attempt, error: ended };
  }

  async #run(deadline: Deadline): Promise<Attempt> {
    using expectations = this.#expectations();
    this.#tracked = (expectations?.list ?? []).map((expectation) => new Tracked(expectation));
    let outcome: ActionOutcome | undefined;
    try {
      deadline.throwIfEnded();
      // The target of the old view may be on it still: it would be the wrong order.
      if (this.#effect.declared && makesPageSend(this.#step)) await untilViewChanged(this.#deps.session, deadline);
      const element = await this.#find(deadline);
      const toggled = this.#again?.acted?.element?.toggle !== element?.toggle;
      if (this.#again !== undefined && this.#again.acted !== undefined && toggled) return this.#again;
      if (this.#selector !== undefined && this.#wasTextLacking()) {
        await pointAtText(this.#deps.dispatcher, this.#selector, this.#effect.step, deadline);
      }
      outcome = await this.#inSession(await this.#act(element, deadline), element, deadline);
      if (outcome.error) return this.#ended(await this.#afterFailure(outcome, outcome.error, deadline));
      return this.#ended(await this.#afterAction(outcome, deadline));
    } catch (error) {
      if (this.#acted !== undefined) await this.#deps.effects.leaveInDoubt(this.#acted.sender);
      return this.#ended({ outcome, error: await withCaptcha(this.#deps.session, toErrorBody(error), deadline) });
    }
  }

  /** Looks again, without acting again. What the step started is waited for once more. */
  async proveAgain(outcome: ActionOutcome, deadline: Deadline): Promise<Attempt> {
    const isUnderWay = this.#deps.session.traffic.isUnderWay(this.#sender.reactionsBefore);
    if (!isUnderWay) this.#timeoutMs = LOOK_MS;
    using expectations = this.#expectations();
    this.#tracked = (expectations?.list ?? []).map((expectation) => new Tracked(expectation));
    return this.#ended(await this.#afterAction(outcome, deadline));
  }

  #expectations(): Expectations | undefined {
    const { verify } = this.#step;
    if (verify === undefined) return undefined;
    const facts = { selector: () => this.#selector, from: () => this.#acted?.sender.from ?? Date.now(), dialogs: this.#dialogs };
    return expectationsOf(this.#deps.session, verify, facts, makesPageSend(this.#step));
  }

  /** Finds the element, and looks at the same time which expectations hold already. */
  async #find(deadline: Deadline): Promise<ElementDescription | undefined> {
    const started = performance.now();
    const looksBefore = makesPageSend(this.#step) || this.#effect.declared;
    const [found] = await Promise.all([
      findTarget(this.#deps.session, this.#step, this.#again?.error, deadline),
      looksBefore ? this.#lookBefore(deadline) : undefined,
    ]);
    this.#selector = found?.selector;
    const needsElement = typeof this.#step.verify?.expect_value === 'string';
    if (looksBefore && (needsElement || performance.now() - started > QUICK_MS)) await this.#lookBefore(deadline);
    return found?.element;
  }

  async #lookBefore(deadline: Deadline): Promise<void> {
    await Promise.all(this.#tracked.map((one) => one.lookBefore(deadline)));
  }

  async #act(element: ElementDescription | undefined, deadline: Deadline): Promise<ActionOutcome> {
    const { session, dispatcher, secrets, ledger, effects, isShownByNext } = this.#deps;
    const { declared, step: number } = this.#effect;
    const command = stepAction(this.#step, this.#selector, secrets);
    this.#deps.dialogs.begin(this.#dialogs);
    if (declared) await ledger.move(this.#effect, 'intended');
    const sends = makesPageSend(this.#step);
    const url = session.currentUrl();
    this.#acted = { sender: effects.acts(this.#effect, sends), element, url, documents: session.documents() };
    using _opening = !sends && traitsOf(this.#step.action).destination === 'page' ? effects.opens() : undefined;
    // The run's deadline, not the step's: a step that times out has failed, but the run need not end.
    using _wait = watchTabsOfWait(session, this.#step, this.#selector, deadline);
    const declarations = { effectDeclared: declared, onlyOpens: this.#step.only_opens === true, isShownByNext };
    const request = { command, driver: 'playbook' as const, step: number, ...declarations, secretsIn: secretsOf(this.#step), element };
    return this.#dialogs.judge(await dispatcher.run(request, deadline));
  }

  /** Notices that the session has ended. A step that only opens a page is repeated once, after a new login. */
  async #inSession(outcome: ActionOutcome, element: ElementDescription | undefined, deadline: Deadline): Promise<ActionOutcome> {
    const { sessionEnd, effects } = this.#deps;
    let error = await sessionEnd?.metBy(this.#step, outcome, deadline);
    if (sessionEnd === undefined || error === undefined) return outcome;
    let last = outcome;
    if (traitsOf(this.#step.action).destination === 'page' && !this.#effect.declared) {
      await sessionEnd.renew(deadline);
      last = await this.#act(element, deadline);
      error = await sessionEnd.metBy(this.#step, last, deadline);
      if (error === undefined) return last;
    }
    const { performed = 'maybe' } = error.failure ?? {};
    if (performed === 'no') effects.disown(this.#sender);
    return { ...last, ok: false, error, performed, output: undefined };
  }

  async #afterAction(outcome: ActionOutcome, deadline: Deadline): Promise<Attempt> {
    const { ledger, effects } = this.#deps;
    const { verify } = this.#step;
    await effects.noteReturned(this.#sender);
    using _tabs = watchTabsOfVerification(this.#deps.session, verify, outcome.newestTab, deadline);
    const problem = verify && (await outcomeProblem(this.#deps.session, outcome, verify, deadline));
    const proof: Proof = problem === undefined ? await this.#prove(deadline) : { ok: false, error: verificationError(problem) };
    const failed = this.#dialogs.failure({ ended: true }) ?? (proof.ok ? undefined : proof.error);
    if (failed !== undefined) {
      const error = await this.#explained(failed, deadline);
      await this.#afterNoProof(outcome, error);
      return { outcome, error };
    }
    if (!effects.hasEffect(this.#sender)) return { outcome, idle: this.#isIdle() };
    // A file that arrived, or an output that is as expected, could not have been there before.
    const hasResult = outcome.files !== undefined || verify?.expect_output_contains !== undefined;
    const verified = hasResult || (proof.ok && proof.verified === true);
    if (verified) await ledger.move(this.#effect, 'verified');
    const mayGoOn = verified || this.#step.on_unverified === 'report';
    return { outcome, verified, error: mayGoOn ? undefined : unverifiedError(verify !== undefined) };
  }

  /** A form that its validation held back explains why the page shows nothing of what is expected. */
  async #explained(error: ErrorBody, deadline: Deadline): Promise<ErrorBody> {
    const wasPressed = this.#selector !== undefined && ['always', 'by_key'].includes(traitsOf(this.#step.action).clicks);
    if (error.failure?.reason !== 'verification' || !wasPressed || !this.#nothingHappened()) return error;
    const heldBack = await whyNothingWasSent(this.#deps.session, this.#selector ?? '', deadline);
    return heldBack === undefined ? error : toErrorBody(heldBack);
  }

  /** The expectations do not hold: the answers say what became of the effect. */
  async #afterNoProof(outcome: ActionOutcome, error: ErrorBody): Promise<void> {
    if (!this.#deps.effects.hasEffect(this.#sender)) return;
    const { reason, performed } = error.failure ?? {};
    const seen = this.#deps.effects.effectsOf(this.#sender).length > 0;
    if (reason === 'effect_refused' || (performed === 'no' && !seen)) return this.#deps.ledger.withdraw(this.#effect.id);
    if (reason === 'verification' && outcome.ok && this.#nothingHappened()) {
      return this.#deps.ledger.withdraw(this.#effect.id);
    }
    await this.#deps.effects.leaveInDoubt(this.#sender);
  }

  /** The action failed on its way: nothing is repeated if it may have had an effect, which its verification can still prove. */
  async #afterFailure(outcome: ActionOutcome, error: ErrorBody, deadline: Deadline): Promise<Attempt> {
    const { effects, ledger } = this.#deps;
    if (!deadline.signal.aborted) await effects.known(deadline);
    const seen = effects.effectsOf(this.#sender).length > 0;
    if (outcome.performed === 'no' && !seen) {
      await ledger.withdraw(this.#effect.id);
      return { outcome, error };
    }
    if (!effects.hasEffect(this.#sender)) return { outcome, error };
    const { verify } = this.#step;
    // What holds now is no answer to a question that the author did not know.
    const blocked = failureNature(error).final || error.failure?.reason === 'dialog' || deadline.signal.aborted;
    if (!blocked && verify !== undefined && canCheckLater(verify)) {
      const proof = await this.#prove(deadline).catch(noProof);
      if (proof.ok && proof.verified === true) {
        await ledger.move(this.#effect, 'verified');
        const { stop: _stop, error: _error, ...kept } = outcome;
        return { outcome: kept, verified: true };
      }
    }
    await this.#deps.effects.leaveInDoubt(this.#sender);
    return { outcome, error };
  }

  async #prove(deadline: Deadline): Promise<Proof> {
    const { session, effects } = this.#deps;
    const timeoutMs = this.#timeoutMs;
    if (this.#tracked.length === 0 && !makesPageSend(this.#step)) return { ok: true, verified: undefined };
    const documentsBefore = this.#acted?.documents ?? 0;
    const failure = () => this.#dialogs.failure();
    return prove({ session, effects, sender: this.#sender, expectations: this.#tracked, documentsBefore, timeoutMs, failure }, deadline);
  }

  /** The first attempt read a text without what the step expects of it. */
  #wasTextLacking(): boolean {
    const { outcome, error } = this.#again ?? {};
    return outcome?.ok === true && error?.failure?.reason === 'verification' && outputsText(this.#step.action);
  }

  /** Whether the page provably did not react at all: it sent nothing, and is where it was. */
  #nothingHappened(): boolean {
    return this.#acted !== undefined && makesPageSend(this.#step) && isUntouched(this.#deps.session, this.#acted);
  }

  /** The click may have been made on the wrong element: nothing shows that it did anything. */
  #isIdle(): boolean {
    const held = this.#tracked.length > 0 && this.#tracked.every(({ heldBefore }) => heldBefore === true);
    return held && traitsOf(this.#step.action).clicks === 'always' && this.#nothingHappened();
  }

  get #sender(): Sender {
    if (this.#acted === undefined) throw new RoteError('INTERNAL_ERROR', 'The step has not acted.');
    return this.#acted.sender;
  }

  #ended(attempt: Attempt): Attempt {
    if (this.#acted !== undefined) this.#deps.effects.rests(this.#acted.sender);
    return { ...attempt, selector: this.#selector, acted: this.#acted };
  }
}

/** A page that cannot be asked cannot confirm anything. */
function noProof(error: unknown): Proof {
  return { ok: false, error: toErrorBody(error) };
}
