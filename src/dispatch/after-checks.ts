import { type Action, makeAction } from '../actions/index.ts';
import { type Deadline, errorMessage } from '../base/index.ts';
import { type BrowserSession, performAction, type Visit, waitForCaptcha } from '../browser/index.ts';
import { type ErrorBody, toErrorBody } from '../contract/index.ts';
import type { Refusal } from '../egress/index.ts';
import type { DispatcherDeps } from './dispatcher-deps.ts';
import type { ActionRequest } from './dispatcher-types.ts';
import { byRule, lostNavigation, readOnlyVerdict, refusedNavigation } from './guards/network-verdict.ts';
import { closeRefusedTabs, type Visits } from './guards/opened-tabs.ts';

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
  { failed, tab, late }: { failed: ErrorBody | undefined; tab: number; late: readonly Refusal[] },
  deadline: Deadline,
): Promise<AfterChecks> {
  const { session, guard, log } = deps;
  const first: string[] = [];
  const { own, opened } = visitsOf(session, request, tab);
  const { refusals, readOnly } = byRule(deps.takeRefusals());
  const closed = await closeRefusedTabs(deps, opened, refusals, deadline);
  const active = session.activeTab();
  const visited = [...own.visited, ...opened.visited.filter((visit) => visit.tab === active)].map(({ url }) => url);
  const failedPages = own.failed.map(({ url }) => url);
  const refused = refusedNavigation(refusals, [...own.visited.map(({ url }) => url), ...failedPages]);
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
  const ofClosed = closed.map((message) => ({ kind: 'tab' as const, message }));
  for (const notice of [...session.takeNotices(), ...ofClosed]) {
    notices.push(notice.message);
    await log.emit({ type: 'notice', kind: notice.kind, message: notice.message });
  }
  error ??= lostNavigation(deps.takeFailures(), visited, failedPages) ?? failed;
  const forbidden = readOnlyVerdict(readOnly, byRule(late).readOnly, error);
  first.push(...forbidden.notes);
  error = forbidden.error;
  const verdict = guard.ended({ request, ok: error === undefined, url: session.currentUrl() });
  if (verdict.hint) {
    first.unshift(verdict.hint.text);
    await log.emit({ type: 'guard', where: 'stuck', verdict: verdict.hint.level, reason: verdict.hint.text });
  }
  const stop = deadline.signal.aborted ? toErrorBody(deadline.signal.reason) : verdict.stop;
  return { first, error, stop, visited: visited.length, notices };
}

/**
 * The visits of the tab in which the action ran, or which a playbook made active, and those of tabs that pages opened.
 */
function visitsOf(session: BrowserSession, { driver }: ActionRequest<Action>, tab: number): { own: Visits; opened: Visits } {
  const visited = session.takeVisited();
  const failed = session.takeFailedPages();
  const tabs = new Set([tab, ...(driver === 'playbook' || session.tabs().length === 1 ? [session.activeTab()] : [])]);
  const isOwn = (visit: Visit) => tabs.has(visit.tab);
  return {
    own: { visited: visited.filter(isOwn), failed: failed.filter(isOwn) },
    opened: { visited: visited.filter((visit) => !isOwn(visit)), failed: failed.filter((visit) => !isOwn(visit)) },
  };
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
