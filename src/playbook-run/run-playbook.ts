import { outputsText } from '../actions/index.ts';
import type { Deadline } from '../base/index.ts';
import type { ErrorBody, Handoff, HandoffStep, StepResult } from '../contract/index.ts';
import { toErrorBody } from '../contract/index.ts';
import { bindStep, bindText, type Playbook, type Step } from '../playbook/index.ts';
import { type Captured, capture } from './capture/capture.ts';
import { PlaybookDialogs } from './dialogs/playbook-dialogs.ts';
import { effectReport, unverifiedLine } from './effects/effect-report.ts';
import { EffectWatch } from './effects/effect-watch.ts';
import { Ledger } from './effects/ledger.ts';
import { type LoginEnd, logIn, signIn } from './login/login.ts';
import { LoginPage } from './login/login-page.ts';
import { SessionEnd } from './login/session-end.ts';
import { openStart } from './open-start.ts';
import type { PlaybookProgress, PlaybookResult, PlaybookRunDeps } from './playbook-run-types.ts';
import type { StepDeps } from './steps/attempt.ts';
import { runStep, type StepEnd } from './steps/run-step.ts';
import { SkippedSteps } from './steps/skipping/skipped-steps.ts';
import { stepTarget } from './steps/step-input.ts';
import { isShownByNext, stepWrites } from './steps/step-traits.ts';
import { failedStep } from './steps/typing-step.ts';

/** A page that does not return its title within this time hangs. */
const TITLE_TIMEOUT_MS = 2_000;

/**
 * Replays a bound playbook: login, start page, captures, then each step. Calls no model. Does not reject for expected failures; where it
 * cannot continue, it returns a handoff.
 */
export async function runPlaybook(given: PlaybookRunDeps, deadline: Deadline): Promise<PlaybookResult> {
  const deps = { ...given, ...loginOf(given) };
  const { playbook, session, secrets, emit } = deps;
  const ledger = new Ledger(emit);
  using effects = new EffectWatch({ session, ledger, secrets, reads: [...playbook.reads, ...deps.reads], log: deadline.log });
  using dialogs = new PlaybookDialogs(session, playbook.auth?.dialog);
  const values: Record<string, string> = {};
  const progress: Steps = { stepResults: [], outputs: {}, extractedTexts: [], warnings: [] };

  dialogs.start();
  const prepared = await prepare(deps, progress, values, dialogs, deadline);
  const end = prepared ? { error: prepared } : await runSteps({ ...deps, ledger, effects, dialogs, values }, progress, deadline);
  await effects.finish(deadline);
  const { error: late, warnings } = effectReport(effects);
  const stepResults = progress.stepResults.map((result) => ({ ...result, effect: ledger.state(String(result.step)) ?? result.effect }));
  const done: PlaybookProgress = { ...progress, stepResults, ledger: ledger.entries(), warnings: [...progress.warnings, ...warnings] };
  if (end?.failed !== undefined) {
    const at = { ...end.failed, values, ledger };
    return { ...done, kind: 'handoff', error: end.error, values, handoff: await handoffOf(deps, at, deadline) };
  }
  const error = end?.error ?? late;
  if (error !== undefined) return { ...done, kind: 'failed', error };
  const isChecked = (step: number) => playbook.steps[step - 1]?.verify !== undefined || stepWrites(playbook.steps[step - 1]!);
  return { ...done, kind: 'completed', summary: unverifiedLine(stepResults, isChecked) + summaryOf(playbook, values, stepResults) };
}

/** How the login page of the playbook is recognized, before and after the login. */
function loginOf(deps: PlaybookRunDeps): { loginPage?: LoginPage; sessionEnd?: SessionEnd } {
  const { auth, auth_required: isRequired } = deps.playbook;
  if (!isRequired || auth === undefined) return {};
  const loginPage = new LoginPage(deps.session, auth);
  const sessionEnd = new SessionEnd(deps.session, loginPage, (deadline) => signIn({ ...deps, loginPage }, auth, deadline));
  return { loginPage, sessionEnd };
}

type Steps = Omit<PlaybookProgress, 'ledger'>;

/** Runs the steps in order. Returns the error of the first that fails, with `failed` if an agent may take over from there. */
async function runSteps(
  deps: PlaybookRunDeps & StepDeps,
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

/** A login whose dialog said something else than expected has failed, whatever came after it. */
function loginWith(login: LoginEnd, dialog: ErrorBody | undefined): LoginEnd {
  if (login.error !== undefined || dialog === undefined) return login;
  return { error: dialog, result: { ...login.result, status: 'failed', error: dialog } };
}

/** Everything before step 1. Returns the error that ends the run, if any. */
async function prepare(
  deps: PlaybookRunDeps,
  progress: Steps,
  values: Record<string, string>,
  dialogs: PlaybookDialogs,
  deadline: Deadline,
): Promise<ErrorBody | undefined> {
  const { playbook, emit } = deps;
  const started = performance.now();
  try {
    if (playbook.auth_required && playbook.auth) {
      const login = loginWith(await logIn(deps, playbook.auth, deadline), dialogs.startFailure());
      const result = { ...login.result, duration_ms: Math.round(performance.now() - started) };
      dialogs.reportStart(result);
      progress.stepResults.push(result);
      void emit({ type: 'step', result, total: playbook.steps.length });
      if (login.error) return login.error;
    }
    const startError = await openStart(deps, deadline);
    if (startError) return startError;
    if (playbook.capture) keepCaptured(await capture(deps, playbook.capture, { step: 0 }, deadline), values, progress);
    return undefined;
  } catch (error) {
    return toErrorBody(error);
  }
}

function keepOutput(step: Step, output: string | undefined, values: Record<string, string>, progress: Steps): void {
  if (output === undefined) return;
  if (outputsText(step.action)) progress.extractedTexts.push(output);
  if (!('store_as' in step) || step.store_as === undefined) return;
  values[step.store_as] = output;
  progress.outputs[step.store_as] = output;
}

function keepCaptured(captured: Captured, values: Record<string, string>, progress: Steps): void {
  Object.assign(values, captured.values);
  Object.assign(progress.outputs, captured.outputs);
}

function summaryOf(playbook: Playbook, values: Record<string, string>, results: readonly StepResult[]): string {
  if (playbook.summary !== undefined) return bindText(playbook.summary, values);
  const count = playbook.steps.length;
  const skipped = results.filter(({ status }) => status === 'skipped').length;
  if (skipped > 0) return `${playbook.name}: ${count - skipped} of ${count} steps done, ${skipped} skipped.`;
  return `${playbook.name}: all ${count} ${count === 1 ? 'step' : 'steps'} done.`;
}

async function handoffOf(
  deps: PlaybookRunDeps,
  at: { index: number; error: ErrorBody; values: Record<string, string>; ledger: Ledger },
  deadline: Deadline,
): Promise<Handoff> {
  const { playbook, session, parameters, secrets } = deps;
  const remaining = playbook.steps.slice(at.index).map((step, offset) => {
    // Later steps may need values that no step has stored yet; they are shown as written.
    const bound = bindStep(step, at.values);
    return secrets.redactValue(handoffStep(bound.ok ? bound.step : step, at.index + offset + 1));
  });
  return {
    page_url: secrets.redact(session.currentUrl()),
    page_title: await titleOf(deps, deadline),
    playbook: { id: playbook.id, name: playbook.name, description: playbook.description },
    failed_step: remaining[0]!,
    error: at.error,
    remaining_steps: remaining,
    parameters,
    credential_names: secrets.credentialNames(),
    ledger: at.ledger.entries(),
  };
}

function handoffStep(step: Step, number: number): HandoffStep {
  return {
    number,
    action: step.action,
    description: step.description,
    target: stepTarget(step),
    verify: step.verify,
    effect: stepWrites(step) ? 'write' : 'none',
    when: step.when,
    optional: step.optional === true,
  };
}

async function titleOf({ session, secrets }: PlaybookRunDeps, deadline: Deadline): Promise<string> {
  try {
    using own = deadline.within(TITLE_TIMEOUT_MS, 'the title of the page');
    return secrets.redact(await session.title(own));
  } catch {
    // A closed or hanging tab has no title; the error of the step says what happened to it.
    return '';
  }
}
