import { type Action, aimOf, isSequence, traitsOf } from '../actions/index.ts';
import type { Deadline } from '../base/index.ts';
import { type ActionResult, performAction } from '../browser/index.ts';
import type { SelectorCandidate } from '../contract/index.ts';
import { type ErrorBody, RoteError, toErrorBody } from '../contract/index.ts';
import { ActionWriter } from './action-writer.ts';
import { afterChecks } from './after-checks.ts';
import type { DispatcherParts } from './dispatcher-deps.ts';
import type { ActionOutcome, ActionRequest, Dispatcher } from './dispatcher-types.ts';
import { guardClick, mayClick } from './guards/click-guard.ts';
import { guardField, guardOrigin } from './guards/credential-guard.ts';
import { lostAnswerError, watchWrite } from './guards/write-watch.ts';
import { screenOutcome } from './screen-outcome.ts';
import { holdsSecret, namesSecret, resolveCredentialNames } from './secret-input.ts';
import { candidatesOf } from './selector-candidates.ts';
import { runSequence } from './sequence.ts';

/** The router of a run: guard -> scope -> act -> after-checks -> log, for playbook steps and the agent alike. */
export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const writer = new ActionWriter(parts);
  const runOne = async (request: ActionRequest<Action>, deadline: Deadline): Promise<ActionOutcome> => {
    const started = performance.now();
    const urlBefore = parts.session.currentUrl();
    parts.takeRefusals();
    parts.takeFailures();
    parts.session.takeFailedPages();
    let result: ActionResult = { text: '' };
    let failure: ErrorBody | undefined;
    let reachedPage = false;
    let candidates: SelectorCandidate[] = [];
    const write = await watchWrite(parts.duringWrite, request);
    try {
      const action = await admit(parts, request, deadline);
      candidates = await candidatesOf(parts.session, request, deadline);
      reachedPage = true;
      result = await performAction(parts.session, action, deadline);
    } catch (error) {
      failure = toErrorBody(error);
    }
    const lost = lostAnswerError(await write.end());
    failure ??= lost;
    const after = await afterChecks(parts, request, failure, deadline);
    const error = after.error ?? failure;
    const outcome: ActionOutcome = {
      // Of an action that failed, or that ended where it may not be, only the error is told.
      ...(error === undefined && result),
      ok: error === undefined,
      text: parts.secrets.redact([...after.first, error?.message ?? result.text].filter((line) => line !== '').join('\n')),
      ...(error && { error: parts.secrets.redactValue(error) }),
      performed: failure === undefined ? 'yes' : reachedPage && !harmless(failure) ? 'maybe' : 'no',
      urlBefore,
      url: parts.session.currentUrl(),
      pageChanged: after.visited > 0 || parts.session.currentUrl() !== urlBefore,
      ...(after.stop && { stop: after.stop }),
      notices: after.notices,
    };
    await writer.write(request, { outcome, candidates, durationMs: performance.now() - started }, deadline);
    return request.driver === 'agent' && parts.screen ? screenOutcome(outcome, parts.screen, parts.log) : outcome;
  };
  return {
    pictures: () => writer.pictures(),
    run: async (request, deadline) => {
      const { command } = request;
      if (!isSequence(command)) return runOne({ ...request, command }, deadline);
      const refusal = request.driver === 'agent' ? await parts.scopeCheck?.(command, deadline) : undefined;
      if (refusal !== undefined) return refusedWhole(parts, refusal);
      return runSequence(command.actions, (action) => runOne({ ...request, command: action }, deadline), parts.session, deadline);
    },
  };
}

/** Everything that is decided before an action runs. Throws a RoteError when it may not. */
async function admit(parts: DispatcherParts, request: ActionRequest<Action>, deadline: Deadline): Promise<Action> {
  deadline.throwIfEnded();
  const { command } = request;
  const action = request.driver === 'agent' ? resolveCredentialNames(command, parts.secrets) : command;
  const refusal = refusedAddress(parts, action);
  if (refusal) {
    await parts.log.emit({ type: 'guard', where: 'page', verdict: 'blocked', reason: refusal.message });
    throw RoteError.from(refusal);
  }
  if (parts.scopeCheck && request.driver === 'agent') {
    const reason = await parts.scopeCheck(command, deadline);
    if (reason !== undefined) {
      await parts.log.emit({ type: 'guard', where: 'scope', verdict: 'blocked', reason });
      throw new RoteError('GUARDRAIL_BLOCKED', reason, { details: { rule: 'scope' } });
    }
  }
  if (holdsSecret(action, parts.secrets)) {
    await guardOrigin(parts, action, deadline);
    if (request.driver === 'agent' && namesSecret(command)) {
      await guardField(parts.session, aimOf(action).selector, deadline);
    }
  }
  if (mayClick(action)) await guardClick(parts, request, deadline);
  return action;
}

function refusedAddress({ guard }: DispatcherParts, action: Action): ErrorBody | undefined {
  const { url } = aimOf(action);
  const { destination } = traitsOf(action.action);
  if (typeof url !== 'string' || destination === 'none') return undefined;
  return destination === 'page' ? guard.beforeNavigation(url) : guard.request(url);
}

async function refusedWhole(parts: DispatcherParts, reason: string): Promise<ActionOutcome> {
  await parts.log.emit({ type: 'guard', where: 'scope', verdict: 'blocked', reason });
  const url = parts.session.currentUrl();
  const error: ErrorBody = { code: 'GUARDRAIL_BLOCKED', message: reason, details: { rule: 'scope' } };
  return { ok: false, text: reason, error, performed: 'no', urlBefore: url, url, pageChanged: false, notices: [] };
}

function harmless(error: ErrorBody): boolean {
  return error.code === 'VALIDATION_FAILED' || error.failure?.performed === 'no';
}
