import { type Action, aimOf, isSequence, traitsOf } from '../actions/index.ts';
import type { Deadline } from '../base/index.ts';
import { type ActionResult, describeElement, explainLate, performAction } from '../browser/index.ts';
import { type ErrorBody, type Performed, RoteError, type SelectorCandidate, toErrorBody } from '../contract/index.ts';
import { ActionWriter } from './action-writer.ts';
import { afterChecks } from './after-checks.ts';
import { AgentDialogs } from './dialogs/agent-dialogs.ts';
import type { DispatcherDeps } from './dispatcher-deps.ts';
import type { ActionOutcome, ActionRequest, Dispatcher } from './dispatcher-types.ts';
import { AnsweredPages } from './guards/answered-pages.ts';
import { guardClick } from './guards/click-guard.ts';
import { guardField, guardOrigin } from './guards/credential-guard.ts';
import { mayUse } from './guards/deeds.ts';
import { lostAnswerError, watchWrite } from './guards/write-watch.ts';
import { learnFromInput, learnFromResult } from './learn-secrets.ts';
import { screenOutcome } from './screen-outcome.ts';
import { holdsSecret, namesSecret, resolveCredentialNames } from './secret-input.ts';
import { candidatesOf } from './selector-candidates.ts';
import { runSequence } from './sequence.ts';

/** Runs every action of a run: guard -> scope -> act -> after-checks -> log, for playbook steps and the agent alike. */
export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const writer = new ActionWriter(deps);
  const answered = new AnsweredPages(deps.session);
  const runOne = async (request: ActionRequest<Action>, deadline: Deadline): Promise<ActionOutcome> => {
    const started = performance.now();
    const urlBefore = deps.session.currentUrl();
    const late = deps.takeRefusals();
    deps.takeFailures();
    deps.session.takeFailedPages();
    deps.session.followNewTabs(request.driver === 'agent');
    const tab = deps.session.activeTab();
    const newestTab = deps.session.newestTab();
    let result: ActionResult = { text: '' };
    let failure: ErrorBody | undefined;
    let reachedPage = false;
    let candidates: SelectorCandidate[] = [];
    if (!preparesRun(request, urlBefore)) deps.onAct?.();
    const dialogs = request.driver === 'agent' ? new AgentDialogs(deps, request.command, deadline) : undefined;
    const write = await watchWrite(deps.duringWrite, request);
    try {
      answered.beforeReading(request);
      const action = await admit(deps, request, deadline);
      candidates = await candidatesOf(deps.session, request, deadline);
      reachedPage = true;
      const done = await (dialogs ? dialogs.during(action) : performAction(deps.session, action, deadline));
      result = learnFromResult(done, request.secretsIn, deps.secrets);
      answered.afterOpening(request);
    } catch (error) {
      failure = toErrorBody(await explainLate(deps.session, error, started, deadline));
    }
    failure = dialogs?.failure() ?? failure;
    const lost = lostAnswerError(await write.end());
    failure ??= lost;
    const after = await afterChecks(deps, request, { failed: failure, tab, late }, deadline);
    const error = after.error ?? failure;
    const outcome: ActionOutcome = {
      // After a failure, or on a forbidden page, only the error is returned.
      ...(error === undefined && result),
      ok: error === undefined,
      text: deps.secrets.redact([...after.first, error?.message ?? result.text].filter((line) => line !== '').join('\n')),
      error: error && deps.secrets.redactValue(error),
      performed: performedBy(failure, reachedPage),
      urlBefore,
      url: deps.session.currentUrl(),
      tab: deps.session.tabs().length > 1 ? deps.secrets.redact(deps.session.currentUrl()) : undefined,
      newestTab,
      pageChanged: after.visited > 0 || deps.session.currentUrl() !== urlBefore,
      stop: after.stop,
      notices: after.notices,
      ...(dialogs && dialogs.records.length > 0 && { dialogs: dialogs.records }),
    };
    const picture = await writer.write(request, { outcome, candidates, durationMs: performance.now() - started }, deadline);
    // An agent sees the picture; for a step, it is the file that later steps and the report name.
    if (picture !== undefined && request.driver === 'playbook') outcome.output = picture;
    return request.driver === 'agent' && deps.screen
      ? screenOutcome(outcome, request.command.action === 'get_dom', deps.screen, deps.log)
      : outcome;
  };
  return {
    assertReadable: (accepted = []) => answered.beforeLooking(accepted),
    flushScreenshots: () => writer.flushScreenshots(),
    run: async (request, deadline) => {
      const { command } = request;
      if (!isSequence(command)) return runOne({ ...request, command }, deadline);
      const refusal = request.driver === 'agent' ? await deps.scopeCheck?.(command, deadline) : undefined;
      if (refusal !== undefined) return refuseSequence(deps, refusal);
      return runSequence(command.actions, (action) => runOne({ ...request, command: action }, deadline), deps.session, deadline);
    },
  };
}

/** Everything that is decided before an action runs. Throws a RoteError if it must not run. */
async function admit(deps: DispatcherDeps, request: ActionRequest<Action>, deadline: Deadline): Promise<Action> {
  deadline.throwIfEnded();
  const { command } = request;
  const action = request.driver === 'agent' ? resolveCredentialNames(command, deps.secrets) : command;
  learnFromInput(action, await typedInto(deps, request, deadline), deps.secrets);
  const refusal = refusedAddress(deps, action);
  if (refusal) {
    await deps.log.emit({ type: 'guard', where: 'page', verdict: 'blocked', reason: refusal.message });
    throw RoteError.from(refusal);
  }
  if (deps.scopeCheck && request.driver === 'agent') {
    const reason = await deps.scopeCheck(command, deadline);
    if (reason !== undefined) {
      await deps.log.emit({ type: 'guard', where: 'scope', verdict: 'blocked', reason });
      throw new RoteError('GUARDRAIL_BLOCKED', reason, { details: { rule: 'scope' } });
    }
  }
  if (holdsSecret(action, deps.secrets)) {
    await guardOrigin(deps, action, deadline);
    if (request.driver === 'agent' && namesSecret(command)) {
      await guardField(deps.session, aimOf(action).selector, deadline);
    }
  }
  if (mayUse(action, request.driver)) await guardClick(deps, request, deadline);
  return action;
}

/** Whether it opens the first page or logs in: what pages send then is not the doing of an action. */
function preparesRun({ command, step }: ActionRequest<Action>, url: string): boolean {
  const isFirstPage = traitsOf(command.action).destination === 'page' && (url === '' || url === 'about:blank');
  return step === 0 || isFirstPage;
}

/** The field of a text, which may be one for a password. */
async function typedInto({ session }: DispatcherDeps, { command, element }: ActionRequest<Action>, deadline: Deadline) {
  if (element !== undefined || command.action !== 'key_press' || command.text === undefined) return element;
  const { selector } = command;
  // A field that is not there is not looked for again: the waits would add up.
  return selector === undefined ? undefined : describeElement(session, selector, deadline);
}

function refusedAddress({ guard }: DispatcherDeps, action: Action): ErrorBody | undefined {
  const { url } = aimOf(action);
  const { destination } = traitsOf(action.action);
  if (typeof url !== 'string' || destination === 'none') return undefined;
  return destination === 'page' ? guard.beforeNavigation(url) : guard.request(url);
}

async function refuseSequence(deps: DispatcherDeps, reason: string): Promise<ActionOutcome> {
  await deps.log.emit({ type: 'guard', where: 'scope', verdict: 'blocked', reason });
  const url = deps.session.currentUrl();
  const error: ErrorBody = { code: 'GUARDRAIL_BLOCKED', message: reason, details: { rule: 'scope' } };
  return { ok: false, text: reason, error, performed: 'no', urlBefore: url, url, pageChanged: false, notices: [] };
}

function performedBy(failure: ErrorBody | undefined, reachedPage: boolean): Performed {
  if (failure === undefined) return 'yes';
  const isHarmless = failure.code === 'VALIDATION_FAILED' || failure.failure?.performed === 'no';
  return reachedPage && !isHarmless ? 'maybe' : 'no';
}
