import type { Deadline } from '../base/index.ts';
import type { ErrorBody, Handoff, HandoffStep, StepResult } from '../contract/index.ts';
import { toErrorBody } from '../contract/index.ts';
import { bindStep, bindText, type Playbook, type Step } from '../playbook/index.ts';
import { capture } from './capture/capture.ts';
import { PlaybookDialogs } from './dialogs/playbook-dialogs.ts';
import { effectReport, unverifiedLine } from './effects/effect-report.ts';
import { EffectWatch } from './effects/effect-watch.ts';
import { Ledger } from './effects/ledger.ts';
import { type LoginEnd, logIn, signIn } from './login/login.ts';
import { LoginPage } from './login/login-page.ts';
import { SessionEnd } from './login/session-end.ts';
import { openStart } from './open-start.ts';
import type { PlaybookProgress, PlaybookResult, PlaybookRunDeps } from './playbook-run-types.ts';
import { keepCaptured, runStepsFrom, type Steps } from './run-steps.ts';
import { stepTarget } from './steps/step-input.ts';
import { stepWrites } from './steps/step-traits.ts';

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
  const end = prepared ? { error: prepared } : await runStepsFrom({ ...deps, ledger, effects, dialogs, values }, 1, progress, deadline);
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
