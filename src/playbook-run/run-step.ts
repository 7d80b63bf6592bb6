import { readsOnly } from '../actions/index.ts';
import { type Deadline, errorMessage, truncate } from '../base/index.ts';
import { type BrowserSession, detectCaptcha, type ElementDescription, resolveSelector, waitVisible } from '../browser/index.ts';
import type { ErrorBody, LedgerState, StepResult } from '../contract/index.ts';
import { toErrorBody } from '../contract/index.ts';
import type { ActionOutcome, Dispatcher } from '../dispatch/index.ts';
import { bindStep, type Step } from '../playbook/index.ts';
import type { SecretBook } from '../secrets/index.ts';
import { failureNature } from './failure-nature.ts';
import type { Ledger } from './ledger.ts';
import { stepAction } from './step-input.ts';
import { holdsNow, verificationError, verifyStep } from './verify.ts';

/** How long the elements of a step may take to appear when the step says nothing. */
const SELECTOR_TIMEOUT_MS = 10_000;
/** DESIGN.md: once more after one second. */
const RETRY_PAUSE_MS = 1_000;
const MAX_OUTPUT_CHARS = 500;

export interface StepParts {
  session: BrowserSession;
  dispatcher: Dispatcher;
  secrets: SecretBook;
  ledger: Ledger;
  /** Values that earlier steps and captures stored. */
  values: Record<string, string>;
}

export interface StepEnd {
  result: StepResult;
  output?: string;
  /** The error as it was, before a failure_message took its place. */
  error?: ErrorBody;
  /** Nobody may go on after this: neither a retry nor an agent. */
  final: boolean;
}

interface Attempt {
  error?: ErrorBody;
  outcome?: ActionOutcome;
  selector?: string;
}

/**
 * One step with its retry, verification and ledger entry. Never rejects for what can be expected. A step with `effect: write` that may
 * have happened is not done again: its verification is looked at instead, and if that cannot tell, it ends as `unknown`.
 */
export async function runStep(parts: StepParts, template: Step, number: number, deadline: Deadline): Promise<StepEnd> {
  const started = performance.now();
  const bound = bindStep(template, parts.values);
  const step = bound.ok ? bound.step : template;
  const end = bound.ok ? await attemptStep(parts, step, number, deadline) : { attempt: { error: unboundError(bound.problems) }, made: 0 };
  const { attempt } = end;
  const error = attempt.error ?? attempt.outcome?.stop;
  const output = attempt.outcome?.file ?? attempt.outcome?.output;
  return {
    result: stepResult(step, number, { ...end, effect: parts.ledger.state(number), durationMs: performance.now() - started }),
    ...(attempt.error === undefined && output !== undefined && { output }),
    ...(error && { error }),
    final: attempt.outcome?.stop !== undefined || (error !== undefined && failureNature(error).final) || deadline.signal.aborted,
  };
}

async function attemptStep(parts: StepParts, step: Step, number: number, deadline: Deadline): Promise<{ attempt: Attempt; made: number }> {
  const attempts = step.on_failure === 'abort' ? 1 : 2;
  const writes = stepWrites(step);
  const heldBefore = writes && (await safely(holdsNow(parts.session, step.verify, deadline)));
  let attempt: Attempt = {};
  let made = 0;
  while (made < attempts) {
    if (made > 0 && !(await pauseBeforeRetry(deadline))) break;
    made += 1;
    attempt = await tryOnce(parts, step, number, { writes, heldBefore }, deadline);
    if (attempt.error === undefined) break;
    if (writes && parts.ledger.mayHaveHappened(number)) {
      attempt = await askTheVerification(parts, step, number, heldBefore, attempt, deadline);
      break;
    }
    if (!failureNature(attempt.error).retry || attempt.outcome?.stop) break;
  }
  return { attempt, made };
}

function unboundError(problems: readonly { message: string }[]): ErrorBody {
  return { code: 'VALIDATION_FAILED', message: problems.map((problem) => problem.message).join(' ') };
}

/** An API request that does not only read counts as a write unless the playbook says otherwise. */
export function stepWrites(step: Step): boolean {
  if (step.action === 'api_request' && step.effect === undefined) return !readsOnly(step.request.method);
  return step.effect === 'write';
}

async function tryOnce(
  parts: StepParts,
  step: Step,
  number: number,
  { writes, heldBefore }: { writes: boolean; heldBefore: boolean },
  deadline: Deadline,
): Promise<Attempt> {
  const { session, dispatcher, ledger, secrets } = parts;
  let selector: string | undefined;
  try {
    deadline.throwIfEnded();
    const found = await findTarget(session, step, deadline);
    selector = found?.selector;
    const command = stepAction(step, selector, secrets);
    if (writes) await ledger.move(number, step.description || step.action, 'intended');
    // The run's deadline, not the step's: a step whose own time is over is one that failed, no run that has to end.
    const outcome = await dispatcher.run(
      { command, driver: 'playbook', step: number, effectDeclared: writes, ...(found && { element: found.element }) },
      deadline,
    );
    if (writes) await settleEntry(ledger, number, step, outcome);
    if (outcome.error) return { error: outcome.error, outcome, ...(selector !== undefined && { selector }) };
    const verified = step.verify === undefined ? undefined : await verifyStep(session, step.verify, outcome.output, deadline);
    if (verified && !verified.ok) {
      if (writes) await ledger.move(number, step.description || step.action, 'unknown');
      const error = verificationError(verified.reason);
      return { error, outcome, ...(selector !== undefined && { selector }) };
    }
    // What held before the step was done says nothing about it: such a step stays committed.
    if (writes && verified && !heldBefore) await ledger.move(number, step.description || step.action, 'verified');
    return { outcome, ...(selector !== undefined && { selector }) };
  } catch (error) {
    const body = toErrorBody(error);
    return { error: await withCaptcha(session, body, deadline), ...(selector !== undefined && { selector }) };
  }
}

async function findTarget(
  session: BrowserSession,
  step: Step,
  deadline: Deadline,
): Promise<{ selector: string; element: ElementDescription } | undefined> {
  if (!('selector' in step) || step.selector === undefined) return undefined;
  const chain = [step.selector.primary, ...step.selector.fallbacks];
  using own = deadline.within(step.timeout_ms ?? SELECTOR_TIMEOUT_MS, `finding ${step.selector.description ?? chain[0]}`);
  if (step.action === 'wait_for') return { selector: await waitTarget(session, chain, step.params.state, own), element: NO_ELEMENT };
  return await resolveSelector(session, chain, own);
}

/** Waiting is the action's own business, and may be for many elements or none; only which selector of a chain comes true is decided here. */
async function waitTarget(session: BrowserSession, chain: string[], state: 'visible' | 'gone', deadline: Deadline): Promise<string> {
  const [primary = ''] = chain;
  if (chain.length === 1 || state === 'gone') return primary;
  const seen = chain.map(async (selector) => {
    const { ok } = await waitVisible(session, selector, deadline);
    return ok ? selector : Promise.reject(new Error('not visible'));
  });
  // None came: the action waits for the primary once more and says so in its own words.
  return Promise.any(seen).catch(() => primary);
}

const NO_ELEMENT: ElementDescription = { tag: '', role: '', name: '', text: '', inForm: false, inDialog: false };

async function settleEntry(ledger: Ledger, number: number, step: Step, outcome: ActionOutcome): Promise<void> {
  if (outcome.ok) await ledger.move(number, step.description || step.action, 'committed');
  else if (outcome.performed === 'no') await ledger.withdraw(number);
  else await ledger.move(number, step.description || step.action, 'unknown');
}

/** After a write that may have happened: the verification, if it can tell, decides; nothing is done again. */
async function askTheVerification(
  parts: StepParts,
  step: Step,
  number: number,
  heldBefore: boolean,
  attempt: Attempt,
  deadline: Deadline,
): Promise<Attempt> {
  const blocked = attempt.error !== undefined && failureNature(attempt.error).final;
  // What held before the step was done proves nothing about the step.
  if (!blocked && !heldBefore && !deadline.signal.aborted && step.verify !== undefined) {
    if (await safely(holdsNow(parts.session, step.verify, deadline, step.verify.timeout_ms))) {
      await parts.ledger.move(number, step.description || step.action, 'verified');
      const { error: _gone, outcome, ...rest } = attempt;
      const { stop: _stop, ...kept } = outcome ?? {};
      return { ...rest, ...(outcome && { outcome: kept as ActionOutcome }) };
    }
  }
  await parts.ledger.move(number, step.description || step.action, 'unknown');
  return attempt;
}

async function pauseBeforeRetry(deadline: Deadline): Promise<boolean> {
  try {
    await deadline.pause(RETRY_PAUSE_MS);
    return true;
  } catch {
    // Time is over or the run was cancelled: the error of the attempt before stands, and the run's own end says why.
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

/** A missing element on a page with a CAPTCHA is the CAPTCHA's doing, and a person has to hear that. */
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
  const shown = attempt.error && step.failure_message ? { ...attempt.error, message: step.failure_message } : attempt.error;
  return {
    step: number,
    action: step.action,
    description: step.description,
    status: succeeded ? 'ok' : 'failed',
    attempts: end.made,
    duration_ms: Math.round(end.durationMs),
    ...(attempt.selector !== undefined && { selector: attempt.selector }),
    ...(succeeded && output !== undefined && { output: truncate(output, MAX_OUTPUT_CHARS) }),
    ...(end.effect && { effect: end.effect }),
    ...(shown && { error: shown }),
    ...(attempt.error && step.failure_message && { detail: attempt.error.message }),
  };
}
