import { outputsText } from '../actions/index.ts';
import type { Deadline } from '../base/index.ts';
import type { ErrorBody, StepResult } from '../contract/index.ts';
import type { Step } from '../playbook/index.ts';
import type { Captured } from './capture/capture.ts';
import type { PlaybookProgress, PlaybookRunDeps } from './playbook-run-types.ts';
import type { StepDeps } from './steps/attempt.ts';
import { runStep, type StepEnd } from './steps/run-step.ts';
import { SkippedSteps } from './steps/skipping/skipped-steps.ts';
import { isShownByNext } from './steps/step-traits.ts';
import { failedStep } from './steps/typing-step.ts';

/** What steps leave, beside their effects. */
export type Steps = Omit<PlaybookProgress, 'ledger'>;

/** How steps ended that follow an agent. */
export interface StepsEnd extends Steps {
  error: ErrorBody | undefined;
}

/**
 * Runs the steps in order, from the one with the number `first`. Returns the error of the first that fails, with `failed` if an
 * agent may take over from there.
 */
export async function runStepsFrom(
  deps: Pick<PlaybookRunDeps, 'playbook' | 'emit'> & StepDeps,
  first: number,
  progress: Steps,
  deadline: Deadline,
): Promise<{ error: ErrorBody; failed?: { index: number; error: ErrorBody } } | undefined> {
  const { emit, playbook, session, values } = deps;
  const total = playbook.steps.length;
  const run = async (step: Step, number: number, within: StepDeps, time: Deadline): Promise<StepEnd> => {
    const end = await runStep(within, step, number, time);
    noteResult(progress.stepResults, end.result);
    void emit({ type: 'step', result: end.result, total });
    keepOutput(step, end.output, values, progress);
    if (end.captured !== undefined) keepCaptured(end.captured, values, progress);
    if (end.warning !== undefined) progress.warnings.push(end.warning);
    return end;
  };
  const skipped = new SkippedSteps();
  // Without an event that it started: the step that it is in the way of is still the current one.
  const uncover = async (time: Deadline) => {
    for (const { step, number } of await skipped.takeVisible(session, values, time)) await run(step, number, deps, time);
  };
  for (const [index, step] of playbook.steps.entries()) {
    const number = index + 1;
    if (number < first) continue;
    void emit({ type: 'step_started', step: number, total, action: step.action, description: step.description });
    const within = { ...deps, uncover, isShownByNext: isShownByNext(step, playbook.steps[number]) };
    const end = await run(step, number, within, deadline);
    skipped.note(step, number, end.result.status === 'skipped');
    if (end.error === undefined) continue;
    const error = named(failedStep(progress.stepResults, end.error) ?? end.result, end.error);
    return end.final || step.on_failure !== 'llm_recover' ? { error } : { error, failed: { index, error: end.error } };
  }
  const late = deps.dialogs.lateFailure();
  return late && { error: failLast(progress.stepResults, late) };
}

/** Each step has one result: that of a skipped step is replaced when it runs after all. */
function noteResult(results: StepResult[], result: StepResult): void {
  const known = results.findIndex(({ step }) => step === result.step);
  if (known === -1) results.push(result);
  else results[known] = result;
}

/** A dialog that came after the last step makes it fail. Returns the error as the run reports it. */
function failLast(results: StepResult[], error: ErrorBody): ErrorBody {
  const last = results.pop();
  if (last === undefined) return error;
  results.push({ ...last, status: 'failed', error });
  return named(last, error);
}

/** The error as the run reports it: a failure_message that replaced the cause unchanged, any other message with its step. */
function named({ step, action, description, error, detail }: StepResult, technical: ErrorBody): ErrorBody {
  const shown = error ?? technical;
  return detail === undefined ? { ...shown, message: `Step ${step} (${description || action}): ${shown.message}` } : shown;
}

function keepOutput(step: Step, output: string | undefined, values: Record<string, string>, progress: Steps): void {
  if (output === undefined) return;
  if (outputsText(step.action)) progress.extractedTexts.push(output);
  if (!('store_as' in step) || step.store_as === undefined) return;
  values[step.store_as] = output;
  progress.outputs[step.store_as] = output;
}

export function keepCaptured(captured: Captured, values: Record<string, string>, progress: Steps): void {
  Object.assign(values, captured.values);
  Object.assign(progress.outputs, captured.outputs);
}
