import { type Deadline, truncate } from '../../base/index.ts';
import { keepTypedForRetry } from '../../browser/index.ts';
import { type ErrorBody, type LedgerState, type Performed, type StepResult, toErrorBody } from '../../contract/index.ts';
import { bindStep, type Step } from '../../playbook/index.ts';
import { type Captured, capture } from '../capture/capture.ts';
import type { CapturePoint } from '../capture/capture-point.ts';
import type { StepDialogs } from '../dialogs/step-dialogs.ts';
import type { EffectOf } from '../effects/ledger.ts';
import { hasReacted } from './acted.ts';
import { type Attempt, StepAttempt, type StepDeps } from './attempt.ts';
import { failureNature } from './failure-nature.ts';
import { reportedError, shownError } from './reported-failure.ts';
import { whyNotNeeded } from './skipping/condition.ts';
import { absence, isAbsent } from './skipping/optional.ts';
import { acceptedStatuses, repeatsHarmlessly, stepWrites } from './step-traits.ts';

/** A failed step is retried once, after this pause. */
const RETRY_PAUSE_MS = 1_000;
const MAX_OUTPUT_CHARS = 500;

export interface StepEnd {
  result: StepResult;
  output?: string | undefined;
  captured?: Captured | undefined;
  /** The original error, before a failure_message replaced its message. */
  error?: ErrorBody;
  /** What a reader of the report should know of a step that worked. */
  warning?: string;
  /** Neither a retry nor an agent may follow. */
  final: boolean;
}

/**
 * Runs one step with its retry, verification and ledger entry. Does not reject for expected failures. A step that may have had an effect,
 * declared or seen, is not repeated; nor is one that the page has reacted to, which might turn a page twice or a switch back.
 */
export async function runStep(deps: StepDeps, template: Step, number: number, deadline: Deadline): Promise<StepEnd> {
  const started = performance.now();
  const bound = bindStep(template, deps.values);
  const step = bound.ok ? bound.step : template;
  const dialogs = deps.dialogs.ofStep(step, number);
  const end: StepAttempts =
    (await notNeeded(deps, template, deadline)) ??
    (bound.ok ? await attemptStep(deps, step, number, dialogs, deadline) : { attempt: { error: unboundError(bound.problems) }, made: 0 });
  if (end.skipped !== undefined) return { result: skippedResult(step, number, end.skipped, performance.now() - started), final: false };
  const output = end.attempt.outcome?.raw?.reveal() ?? outputOf(end.attempt.outcome);
  const captured = await captureAfter(deps, step, end.attempt, { step: number, output }, deadline);
  const attempt = captured.error === undefined ? end.attempt : { ...end.attempt, error: captured.error };
  const error = attempt.error ?? attempt.outcome?.stop;
  const durationMs = performance.now() - started;
  const result = stepResult(step, number, { ...end, attempt, effect: deps.ledger.state(String(number)), durationMs });
  dialogs.report(result);
  return {
    result,
    output: attempt.error === undefined ? output : undefined,
    captured: captured.values,
    error,
    warning: error === undefined && attempt.idle ? idleWarning(number, step) : undefined,
    final: attempt.outcome?.stop !== undefined || (error !== undefined && failureNature(error).final) || deadline.signal.aborted,
  };
}

/** What a step that is done and verified captures. */
async function captureAfter(
  deps: StepDeps,
  step: Step,
  { error, outcome }: Attempt,
  point: CapturePoint,
  deadline: Deadline,
): Promise<{ values?: Captured; error?: ErrorBody }> {
  if (step.capture === undefined || error !== undefined || outcome?.stop !== undefined) return {};
  try {
    return { values: await capture(deps, step.capture, { ...point, acceptedStatuses: acceptedStatuses(step) }, deadline) };
  } catch (problem) {
    return { error: deps.secrets.redactValue(toErrorBody(problem)) };
  }
}

/** What all attempts at a step came to, and how many there were. */
interface StepAttempts {
  attempt: Attempt;
  made: number;
  /** Why the step is not needed: its condition does not hold, or its element is not there. */
  skipped?: string | undefined;
}

/** The end of a step whose condition does not hold, or cannot be checked; undefined if the step is to run. */
async function notNeeded(deps: StepDeps, step: Step, deadline: Deadline): Promise<StepAttempts | undefined> {
  try {
    const skipped = await whyNotNeeded(deps, step, deadline);
    return skipped === undefined ? undefined : { attempt: {}, made: 0, skipped };
  } catch (error) {
    return { attempt: { error: toErrorBody(error) }, made: 0 };
  }
}

/** The end of an optional step whose element is not there. An error page lacks everything, which says nothing. */
function withoutElement({ dispatcher, session }: StepDeps, step: Step, attempt: Attempt): StepAttempts {
  try {
    dispatcher.assertReadable(acceptedStatuses(step));
    return { attempt, made: 0, skipped: absence(session, step) };
  } catch (error) {
    return { attempt: { ...attempt, error: toErrorBody(error) }, made: 1 };
  }
}

/** Several files are one path a line. */
function outputOf(outcome: Attempt['outcome']): string | undefined {
  return outcome?.output ?? outcome?.files?.join('\n');
}

async function attemptStep(deps: StepDeps, step: Step, number: number, dialogs: StepDialogs, deadline: Deadline): Promise<StepAttempts> {
  const effect: EffectOf = { id: String(number), step: number, description: step.description || step.action, declared: stepWrites(step) };
  const first = new StepAttempt(deps, step, effect, dialogs);
  const once = await first.run(deadline);
  const error = once.error;
  if (error === undefined) return { attempt: once, made: 1 };
  if (isAbsent(step, once)) return withoutElement(deps, step, once);
  if (step.on_failure === 'abort' || once.outcome?.stop || !failureNature(error).retry) return told(deps, effect, [once], once);
  if (deps.ledger.mayHaveHappened(effect.id)) return told(deps, effect, [once], once);
  if (!(await mayRepeat(deps, step, once, deadline))) {
    // The page reacted: what it started is waited for, not started again.
    const late = once.outcome?.ok ? await first.proveAgain(once.outcome, deadline) : once;
    return late.error === undefined ? { attempt: late, made: 1 } : told(deps, effect, [once], once);
  }
  if (!(await pauseBeforeRetry(deadline))) return told(deps, effect, [once], once);
  if (error.failure?.reason === 'covered') await deps.uncover?.(deadline);
  keepTypedForRetry(deps.session);
  const twice = await new StepAttempt(deps, step, effect, dialogs, once).run(deadline);
  if (twice.error === undefined) return { attempt: twice, made: 2 };
  // What was there and has gone before anything was done to it is as good as never there.
  if (error.failure?.performed === 'no' && isAbsent(step, twice)) return withoutElement(deps, step, twice);
  const shown = deadline.signal.aborted ? twice.error : reportedError(error, twice.error);
  return { ...told(deps, effect, [once, twice], { ...twice, error: shown }), made: 2 };
}

async function mayRepeat({ session, effects }: StepDeps, step: Step, { outcome, acted }: Attempt, deadline: Deadline): Promise<boolean> {
  // The file is there: the same click would fetch another one.
  if (outcome?.files !== undefined) return false;
  if (acted === undefined || repeatsHarmlessly(step) || outcome?.performed === 'no') return true;
  await effects.known(deadline);
  return !hasReacted(session, acted);
}

/** The failed step, whose error speaks of all attempts: `performed` is what the one that got furthest did. */
function told({ ledger }: StepDeps, { id }: EffectOf, attempts: readonly Attempt[], shown: Attempt): StepAttempts {
  const made = attempts.length;
  const { error } = shown;
  if (error?.failure === undefined) return { attempt: shown, made };
  const order: readonly Performed[] = ['no', 'maybe', 'yes'];
  const known = attempts.flatMap((attempt) => attempt.error?.failure?.performed ?? []);
  const state = ledger.state(id);
  if (state === 'committed' || state === 'verified') known.push('yes');
  else if (state !== undefined) known.push('maybe');
  const performed = known.reduce((most, one) => (order.indexOf(one) > order.indexOf(most) ? one : most), error.failure.performed);
  return { attempt: { ...shown, error: { ...error, failure: { ...error.failure, performed } } }, made };
}

function unboundError(problems: readonly { message: string }[]): ErrorBody {
  return { code: 'VALIDATION_FAILED', message: problems.map((problem) => problem.message).join(' ') };
}

function idleWarning(number: number, step: Step): string {
  return `Step ${number} (${step.description || step.action}) may have done nothing: what it expects held before the step, and the click sent nothing. Check its selector, or expect what only this step makes true.`;
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

function skippedResult({ action, description }: Step, number: number, skipped: string, durationMs: number): StepResult {
  return { step: number, action, description, status: 'skipped', attempts: 0, duration_ms: Math.round(durationMs), skipped };
}

function stepResult(
  step: Step,
  number: number,
  end: { attempt: Attempt; made: number; effect: LedgerState | undefined; durationMs: number },
): StepResult {
  const { attempt } = end;
  const succeeded = attempt.error === undefined;
  const output = outputOf(attempt.outcome);
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
    verified: end.effect === undefined ? undefined : attempt.verified === true,
    error: shown?.error,
    detail: shown?.detail,
  };
}
