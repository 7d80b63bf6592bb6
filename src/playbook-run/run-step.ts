import { readsOnly } from '../actions/index.ts';
import { type Deadline, errorMessage, truncate } from '../base/index.ts';
import {
  type BrowserSession,
  detectCaptcha,
  type ElementDescription,
  keepTypedForRetry,
  resolveInTabs,
  waitVisible,
} from '../browser/index.ts';
import type { ErrorBody, LedgerState, StepResult } from '../contract/index.ts';
import { toErrorBody } from '../contract/index.ts';
import type { ActionOutcome, Dispatcher } from '../dispatch/index.ts';
import { bindStep, type Step } from '../playbook/index.ts';
import type { SecretBook } from '../secrets/index.ts';
import type { PlaybookDialogs } from './dialogs/playbook-dialogs.ts';
import type { StepDialogs } from './dialogs/step-dialogs.ts';
import { failureNature } from './failure-nature.ts';
import type { Ledger } from './ledger.ts';
import { patienceOf } from './patience.ts';
import { reportedError, shownError } from './reported-failure.ts';
import { stepAction } from './step-input.ts';
import { watchTabsOfVerification, watchTabsOfWait } from './step-tab.ts';
import { holdsNow, verificationError, verifyStep } from './verify.ts';

/** How long the elements of a step may take to appear by default. */
const SELECTOR_TIMEOUT_MS = 10_000;
/** A failed step is retried once, after this pause. */
const RETRY_PAUSE_MS = 1_000;
const MAX_OUTPUT_CHARS = 500;

export interface StepDeps {
  session: BrowserSession;
  dispatcher: Dispatcher;
  secrets: SecretBook;
  ledger: Ledger;
  dialogs: PlaybookDialogs;
  /** Values that earlier steps and captures stored. */
  values: Record<string, string>;
}

export interface StepEnd {
  result: StepResult;
  output?: string;
  /** The original error, before a failure_message replaced its message. */
  error?: ErrorBody;
  /** Neither a retry nor an agent may follow. */
  final: boolean;
}

interface Attempt {
  error?: ErrorBody;
  outcome?: ActionOutcome;
  selector?: string;
}

/**
 * Runs one step with its retry, verification and ledger entry. Does not reject for expected failures. A step with `effect: write` that
 * may have happened is not repeated: its verification is checked instead, and if that does not hold, it ends as `unknown`.
 */
export async function runStep(deps: StepDeps, template: Step, number: number, deadline: Deadline): Promise<StepEnd> {
  const started = performance.now();
  const bound = bindStep(template, deps.values);
  const step = bound.ok ? bound.step : template;
  const dialogs = deps.dialogs.ofStep(step, number);
  const end = bound.ok
    ? await attemptStep(deps, step, number, dialogs, deadline)
    : { attempt: { error: unboundError(bound.problems) }, made: 0 };
  const { attempt } = end;
  const error = attempt.error ?? attempt.outcome?.stop;
  const output = attempt.outcome?.file ?? attempt.outcome?.output;
  const result = stepResult(step, number, { ...end, effect: deps.ledger.state(number), durationMs: performance.now() - started });
  dialogs.report(result);
  return {
    result,
    output: attempt.error === undefined ? output : undefined,
    error,
    final: attempt.outcome?.stop !== undefined || (error !== undefined && failureNature(error).final) || deadline.signal.aborted,
  };
}

async function attemptStep(
  deps: StepDeps,
  step: Step,
  number: number,
  dialogs: StepDialogs,
  deadline: Deadline,
): Promise<{ attempt: Attempt; made: number }> {
  const attempts = step.on_failure === 'abort' ? 1 : 2;
  const writes = stepWrites(step);
  const heldBefore = writes && (await safely(holdsNow(deps.session, step.verify, deadline)));
  let attempt: Attempt = {};
  let made = 0;
  while (made < attempts) {
    if (made > 0 && !(await pauseBeforeRetry(deadline))) break;
    if (made > 0) keepTypedForRetry(deps.session);
    made += 1;
    const before = attempt.error;
    attempt = await tryOnce(deps, step, number, { writes, heldBefore, dialogs, before }, deadline);
    if (attempt.error === undefined) break;
    // What holds now is no answer to a question that the author did not know.
    if (attempt.error.failure?.reason === 'dialog') break;
    if (before && !deadline.signal.aborted) attempt.error = reportedError(before, attempt.error);
    if (writes && deps.ledger.mayHaveHappened(number)) {
      attempt = await decideByVerification(deps, step, number, heldBefore, attempt, deadline);
      break;
    }
    if (!failureNature(attempt.error).retry || attempt.outcome?.stop) break;
  }
  return { attempt, made };
}

function unboundError(problems: readonly { message: string }[]): ErrorBody {
  return { code: 'VALIDATION_FAILED', message: problems.map((problem) => problem.message).join(' ') };
}

/** An API request that does more than read counts as a write unless the playbook says otherwise. */
export function stepWrites(step: Step): boolean {
  if (step.action === 'api_request' && step.effect === undefined) return !readsOnly(step.request.method);
  return step.effect === 'write';
}

async function tryOnce(
  deps: StepDeps,
  step: Step,
  number: number,
  { writes, heldBefore, dialogs, before }: { writes: boolean; heldBefore: boolean; dialogs: StepDialogs; before: ErrorBody | undefined },
  deadline: Deadline,
): Promise<Attempt> {
  const { session, dispatcher, ledger, secrets } = deps;
  let selector: string | undefined;
  try {
    deadline.throwIfEnded();
    const found = await findTarget(session, step, before, deadline);
    selector = found?.selector;
    const command = stepAction(step, selector, secrets);
    if (writes) await ledger.move(number, step.description || step.action, 'intended');
    // The run's deadline, not the step's: a step that times out has failed, but the run need not end.
    deps.dialogs.begin(dialogs);
    using _wait = watchTabsOfWait(session, step, selector, deadline);
    const outcome = dialogs.judge(
      await dispatcher.run({ command, driver: 'playbook', step: number, effectDeclared: writes, element: found?.element }, deadline),
    );
    if (writes) await settleEntry(ledger, number, step, outcome);
    if (outcome.error) return { error: outcome.error, outcome, selector };
    using _tabs = watchTabsOfVerification(session, step.verify, outcome.newestTab, deadline);
    const verified = step.verify === undefined ? undefined : await verifyStep(session, step.verify, outcome.output, deadline, dialogs);
    const unanswered = dialogs.failure({ ended: true });
    if (unanswered) return { error: unanswered, outcome, selector };
    if (verified && !verified.ok) {
      if (writes) await ledger.move(number, step.description || step.action, 'unknown');
      const error = verificationError(verified.reason);
      return { error, outcome, selector };
    }
    // An expectation that already held before the step proves nothing about it: such a step stays committed.
    if (writes && verified && !heldBefore) await ledger.move(number, step.description || step.action, 'verified');
    return { outcome, selector };
  } catch (error) {
    const body = toErrorBody(error);
    return { error: await withCaptcha(session, body, deadline), selector };
  }
}

async function findTarget(
  session: BrowserSession,
  step: Step,
  before: ErrorBody | undefined,
  deadline: Deadline,
): Promise<{ selector: string; element: ElementDescription } | undefined> {
  if (!('selector' in step) || step.selector === undefined) return undefined;
  const chain = [step.selector.primary, ...step.selector.fallbacks];
  using own = deadline.within(step.timeout_ms ?? SELECTOR_TIMEOUT_MS, `finding ${step.selector.description ?? chain[0]}`);
  if (step.action === 'wait_for') return { selector: await waitTarget(session, chain, step.params.state, own), element: NO_ELEMENT };
  return await resolveInTabs(session, chain, own, patienceOf(step, before));
}

/** The action itself waits, and may match many elements or none; this only decides which selector of the chain it waits for. */
async function waitTarget(session: BrowserSession, chain: string[], state: 'visible' | 'gone', deadline: Deadline): Promise<string> {
  const [primary = ''] = chain;
  if (chain.length === 1 || state === 'gone') return primary;
  const seen = chain.map(async (selector) => {
    const { ok } = await waitVisible(session, selector, deadline);
    return ok ? selector : Promise.reject(new Error('not visible'));
  });
  // None appeared: the action waits for the primary selector and reports the failure.
  return Promise.any(seen).catch(() => primary);
}

const NO_ELEMENT: ElementDescription = { tag: '', role: '', name: '', text: '', inForm: false, inDialog: false };

async function settleEntry(ledger: Ledger, number: number, step: Step, outcome: ActionOutcome): Promise<void> {
  if (outcome.ok) await ledger.move(number, step.description || step.action, 'committed');
  else if (outcome.performed === 'no') await ledger.withdraw(number);
  else await ledger.move(number, step.description || step.action, 'unknown');
}

/** After a write that may have happened, the verification decides; nothing is repeated. */
async function decideByVerification(
  deps: StepDeps,
  step: Step,
  number: number,
  heldBefore: boolean,
  attempt: Attempt,
  deadline: Deadline,
): Promise<Attempt> {
  const blocked = attempt.error !== undefined && failureNature(attempt.error).final;
  // An expectation that already held before the step proves nothing about it.
  if (!blocked && !heldBefore && !deadline.signal.aborted && step.verify !== undefined) {
    if (await safely(holdsNow(deps.session, step.verify, deadline, step.verify.timeout_ms))) {
      await deps.ledger.move(number, step.description || step.action, 'verified');
      const { error: _gone, outcome, ...rest } = attempt;
      const { stop: _stop, ...kept } = outcome ?? {};
      return { ...rest, outcome: outcome && (kept as ActionOutcome) };
    }
  }
  await deps.ledger.move(number, step.description || step.action, 'unknown');
  return attempt;
}

async function pauseBeforeRetry(deadline: Deadline): Promise<boolean> {
  try {
    await deadline.pause(RETRY_PAUSE_MS);
    return true;
  } catch {
    // The run timed out or was cancelled: the error of the last attempt stays, and the end of the run says why.
    return false;
  }
}

async function safely(question: Promise<boolean>): Promise<boolean> {
  try {
    return await question;
  } catch {
    // A page that cannot be asked cannot confirm anything.
    return false;
  }
}

/** If an element is missing on a page with a CAPTCHA, the CAPTCHA is the reason, which a person must know. */
async function withCaptcha(session: BrowserSession, error: ErrorBody, deadline: Deadline): Promise<ErrorBody> {
  if (error.failure?.reason !== 'not_found' || deadline.signal.aborted) return error;
  try {
    const captcha = await detectCaptcha(session, deadline);
    if (captcha) return { code: 'CAPTCHA_FAILED', message: `${captcha.message} ${error.message}`, details: { kind: captcha.kind } };
  } catch (problem) {
    deadline.log.debug('captcha check failed', { error: errorMessage(problem) });
  }
  return error;
}

function stepResult(
  step: Step,
  number: number,
  end: { attempt: Attempt; made: number; effect: LedgerState | undefined; durationMs: number },
): StepResult {
  const { attempt } = end;
  const succeeded = attempt.error === undefined;
  const output = attempt.outcome?.output ?? attempt.outcome?.file;
  const shown = attempt.error && shownError(attempt.error, step.failure_message);
  return {
    step: number,
    action: step.action,
    description: step.description,
    status: succeeded ? 'ok' : 'failed',
    attempts: end.made,
    duration_ms: Math.round(end.durationMs),
    selector: attempt.selector,
    tab: attempt.outcome?.tab,
    output: succeeded && output !== undefined ? truncate(output, MAX_OUTPUT_CHARS) : undefined,
    effect: end.effect,
    error: shown?.error,
    detail: shown?.detail,
  };
}
