import type { Deadline } from '../base/index.ts';
import { type ActionResult, performAction } from '../browser/index.ts';
import type { SelectorCandidate } from '../contract/index.ts';
import { type ActionName, type ErrorBody, isActionName, RoteError, toErrorBody } from '../contract/index.ts';
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
  const dispatcher: Dispatcher = {
    pictures: () => writer.pictures(),
    async run(request, deadline) {
      if (request.action === 'execute_sequence') {
        const refusal = request.driver === 'agent' ? await parts.scopeCheck?.(request.action, request.input, deadline) : undefined;
        return refusal === undefined ? runSequence(dispatcher, parts.session, request, deadline) : refusedWhole(parts, refusal);
      }
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
        const { action, input } = await admit(parts, request, deadline);
        candidates = await candidatesOf(parts.session, request, deadline);
        reachedPage = true;
        result = await performAction(parts.session, action, input, deadline);
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
    },
  };
  return dispatcher;
}

/** Everything that is decided before an action runs. Throws a RoteError when it may not. */
async function admit(
  parts: DispatcherParts,
  request: ActionRequest,
  deadline: Deadline,
): Promise<{ action: ActionName; input: Record<string, unknown> }> {
  deadline.throwIfOver();
  const { action } = request;
  if (!isActionName(action)) throw parts.guard.unknownAction(action);
  const input = request.driver === 'agent' ? resolveCredentialNames(request.input, parts.secrets) : request.input;
  const url = typeof input.url === 'string' ? input.url : undefined;
  if (url !== undefined && (action === 'goto' || action === 'api_request')) {
    const refusal = action === 'goto' ? parts.guard.beforeNavigation(url) : parts.guard.request(url);
    if (refusal) {
      await parts.log.emit({ type: 'guard', where: 'page', verdict: 'blocked', reason: refusal.message });
      throw new RoteError(refusal.code, refusal.message, { ...(refusal.details && { details: refusal.details }) });
    }
  }
  if (parts.scopeCheck && request.driver === 'agent') {
    const refusal = await parts.scopeCheck(action, request.input, deadline);
    if (refusal !== undefined) {
      await parts.log.emit({ type: 'guard', where: 'scope', verdict: 'blocked', reason: refusal });
      throw new RoteError('GUARDRAIL_BLOCKED', refusal, { details: { rule: 'scope' } });
    }
  }
  if (holdsSecret(input, parts.secrets)) {
    await guardOrigin(parts, action, input, deadline);
    if (request.driver === 'agent' && namesSecret(request.input)) await guardField(parts.session, input.selector, deadline);
  }
  if (mayClick(action, input)) await guardClick(parts, request, deadline);
  return { action, input };
}

async function refusedWhole(parts: DispatcherParts, reason: string): Promise<ActionOutcome> {
  await parts.log.emit({ type: 'guard', where: 'scope', verdict: 'blocked', reason });
  const url = parts.session.currentUrl();
  const error: ErrorBody = { code: 'GUARDRAIL_BLOCKED', message: reason, details: { rule: 'scope' } };
  return { ok: false, text: reason, error, performed: 'no', urlBefore: url, url, pageChanged: false, notices: [] };
}

function harmless(error: ErrorBody): boolean {
  return error.code === 'VALIDATION_FAILED' || error.details?.performed === 'no';
}
