import { type Action, makeAction } from '../actions/index.ts';
import { type Deadline, errorMessage } from '../base/index.ts';
import { performAction, waitForCaptcha } from '../browser/index.ts';
import { type ErrorBody, toErrorBody } from '../contract/index.ts';
import type { DispatcherDeps } from './dispatcher-deps.ts';
import type { ActionRequest } from './dispatcher-types.ts';
import { lostNavigation, refusedNavigation } from './guards/network-verdict.ts';

export interface AfterChecks {
  /** Lines that precede the action's own text. */
  first: string[];
  error?: ErrorBody;
  stop?: ErrorBody;
  visited: number;
  notices: string[];
}

/**
 * Checks after an action: where the page really went and whether that is allowed, CAPTCHAs, notices, going in circles.
 */
export async function afterChecks(
  deps: DispatcherDeps,
  request: ActionRequest<Action>,
  failed: ErrorBody | undefined,
  deadline: Deadline,
): Promise<AfterChecks> {
  const { session, guard, log } = deps;
  const first: string[] = [];
  const visited = session.takeVisited();
  const failedPages = session.takeFailedPages();
  const refused = refusedNavigation(deps.takeRefusals(), [...visited, ...failedPages]);
  const left = refused ?? guard.visited(visited);
  let error = left?.error;
  if (error) {
    await log.emit({
      type: 'guard',
      where: refused ? 'network' : 'page',
      verdict: 'blocked',
      reason: error.message,
      url: left?.url,
    });
    await leavePage(deps, deadline);
  } else if (visited.length > 0 && !deadline.signal.aborted) {
    const captcha = await waitForCaptcha(session, deadline).catch((problem: unknown) => {
      deadline.log.debug('captcha check failed', { error: errorMessage(problem) });
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
  error ??= lostNavigation(deps.takeFailures(), visited, failedPages) ?? failed;
  const verdict = guard.ended({ request, ok: error === undefined, url: session.currentUrl() });
  if (verdict.hint) {
    first.unshift(verdict.hint.text);
    await log.emit({ type: 'guard', where: 'stuck', verdict: verdict.hint.level, reason: verdict.hint.text });
  }
  const stop = deadline.signal.aborted ? toErrorBody(deadline.signal.reason) : verdict.stop;
  return { first, error, stop, visited: visited.length, notices };
}

/** Leaves a forbidden page, because the next action would work on it. */
async function leavePage(deps: DispatcherDeps, deadline: Deadline): Promise<void> {
  try {
    await performAction(deps.session, makeAction({ action: 'goto', url: 'about:blank' }), deadline);
    deps.session.takeVisited();
  } catch (problem) {
    deadline.log.warn('could not leave a forbidden page', { error: errorMessage(problem) });
  }
}
