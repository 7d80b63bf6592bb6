import type { Deadline } from '../base/deadline.ts';
import type { SecretBook } from '../base/secret-book.ts';
import type { Refusal } from '../browser/egress/index.ts';
import { type ActionResult, type BrowserSession, performAction, waitForCaptcha } from '../browser/index.ts';
import type { SelectorCandidate } from '../contract/action-record.ts';
import { type ActionName, isActionName } from '../contract/actions.ts';
import { toErrorBody } from '../contract/error-body.ts';
import { type ErrorBody, RoteError } from '../contract/errors.ts';
import type { RecordingSettings } from '../contract/run-config.ts';
import { ActionWriter } from './action-writer.ts';
import { guardClick } from './click-guard.ts';
import { guardField, guardOrigin } from './credential-guard.ts';
import type { ActionLog, ActionOutcome, ActionRequest, ClickJudge, Confirm, Dispatcher, ScopeCheck } from './dispatcher-types.ts';
import type { RunGuard } from './run-guard.ts';
import { screenOutcome } from './screen-outcome.ts';
import { holdsSecret, namesSecret, resolveCredentialNames } from './secret-input.ts';
import { candidatesOf } from './selector-candidates.ts';
import { runSequence } from './sequence.ts';

export interface DispatcherParts {
  session: BrowserSession;
  guard: RunGuard;
  log: ActionLog;
  secrets: SecretBook;
  recording: RecordingSettings;
  /** Origins at which a credential may be typed or sent; empty = nowhere. */
  credentialOrigins: ReadonlySet<string>;
  /** What the egress proxy refused since the last call. */
  takeRefusals: () => Refusal[];
  /** Judges the agent's actions; playbooks are not asked. */
  scopeCheck?: ScopeCheck;
  /** Takes injected instructions out of what the agent reads; how many there were. */
  screen?: (text: string) => { text: string; count: number };
  judgeClick?: ClickJudge;
  confirm?: Confirm;
}

/** The router of a run: guard -> scope -> act -> after-checks -> log, for playbook steps and the agent alike. */
export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const writer = new ActionWriter(parts);
  const dispatcher: Dispatcher = {
    async run(request, deadline) {
      if (request.action === 'execute_sequence') return runSequence(dispatcher, parts.session, request, deadline);
      const started = performance.now();
      const urlBefore = parts.session.currentUrl();
      parts.takeRefusals();
      let result: ActionResult = { text: '' };
      let failure: { error: ErrorBody; cause: unknown } | undefined;
      let reachedPage = false;
      let candidates: SelectorCandidate[] = [];
      try {
        const { action, input } = await admit(parts, request, deadline);
        candidates = await candidatesOf(parts.session, request, deadline);
        reachedPage = true;
        result = await performAction(parts.session, action, input, deadline);
      } catch (error) {
        failure = { error: toErrorBody(error), cause: error };
      }
      const after = await afterChecks(parts, request, failure?.error, deadline);
      const error = after.error ?? failure?.error;
      const outcome: ActionOutcome = {
        // Of an action that failed, or that ended where it may not be, only the error is told.
        ...(error === undefined && result),
        ok: error === undefined,
        text: parts.secrets.redact([...after.first, error?.message ?? result.text].filter((line) => line !== '').join('\n')),
        ...(error && { error: parts.secrets.redactValue(error) }),
        performed: failure === undefined ? 'yes' : reachedPage && !harmless(failure.error) ? 'maybe' : 'no',
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
    guardOrigin(parts, action, url);
    if (request.driver === 'agent' && namesSecret(request.input)) await guardField(parts.session, input.selector, deadline);
  }
  if (action === 'click' || action === 'download') await guardClick(parts, request, deadline);
  return { action, input };
}

interface AfterChecks {
  /** Lines that go before the action's own text. */
  first: string[];
  error?: ErrorBody;
  stop?: ErrorBody;
  visited: number;
  notices: string[];
}

/** Where did the page really go, is that allowed, is there a CAPTCHA, does the run go in circles? */
async function afterChecks(
  parts: DispatcherParts,
  request: ActionRequest,
  failed: ErrorBody | undefined,
  deadline: Deadline,
): Promise<AfterChecks> {
  const { session, guard, log } = parts;
  const first: string[] = [];
  const visited = session.takeVisited();
  const refused = refusedNavigation(parts.takeRefusals(), visited, failed);
  const left = refused ?? guard.visited(visited);
  let error = left?.error;
  if (error) {
    await log.emit({
      type: 'guard',
      where: refused ? 'network' : 'page',
      verdict: 'blocked',
      reason: error.message,
      ...(left?.url && { url: left.url }),
    });
    await leavePage(parts, deadline);
  } else if (visited.length > 0 && !deadline.signal.aborted) {
    const captcha = await waitForCaptcha(session, deadline).catch((problem: unknown) => {
      deadline.log.debug('captcha check failed', { problem: String(problem) });
      return undefined;
    });
    if (captcha) {
      first.push(captcha.message);
      await log.emit({ type: 'notice', kind: 'captcha', message: captcha.message });
    }
  }
  const notices: string[] = [];
  for (const notice of session.takeNotices()) {
    notices.push(notice.message);
    await log.emit({ type: 'notice', kind: notice.kind, message: notice.message });
  }
  error ??= failed;
  const verdict = guard.ended({ request, ok: error === undefined, url: session.currentUrl() });
  if (verdict.hint) {
    first.unshift(verdict.hint.text);
    await log.emit({ type: 'guard', where: 'stuck', verdict: verdict.hint.level, reason: verdict.hint.text });
  }
  const stop = deadline.signal.aborted ? toErrorBody(deadline.signal.reason) : verdict.stop;
  return { first, ...(error && { error }), ...(stop && { stop }), visited: visited.length, notices };
}

/** A main frame that went where the network refused it: the browser shows an error page, the driver gets the guard's reason. */
function refusedNavigation(
  refusals: readonly Refusal[],
  visited: readonly string[],
  failed: ErrorBody | undefined,
): { error: ErrorBody; url: string } | undefined {
  if (refusals.length === 0) return undefined;
  const navigationFailed = failed?.details?.reason === 'navigation_failed' || visited.some((url) => url.startsWith('chrome-error:'));
  const refusal =
    refusals.find((one) => visited.some((url) => URL.canParse(url) && new URL(url).host === one.host)) ??
    (navigationFailed ? refusals.at(-1) : undefined);
  if (refusal === undefined) return undefined;
  return {
    url: refusal.url,
    error: { code: 'GUARDRAIL_BLOCKED', message: `The network refused ${refusal.url}: ${refusal.reason}`, details: { rule: refusal.rule } },
  };
}

/** A page that may not be visited is not left on the screen, where the next action would work on it. */
async function leavePage(parts: DispatcherParts, deadline: Deadline): Promise<void> {
  try {
    await performAction(parts.session, 'goto', { url: 'about:blank' }, deadline);
    parts.session.takeVisited();
  } catch (problem) {
    deadline.log.warn('a page that may not be visited could not be left', { problem: String(problem) });
  }
}

function harmless(error: ErrorBody): boolean {
  return error.code === 'VALIDATION_FAILED' || error.details?.performed === 'no';
}
