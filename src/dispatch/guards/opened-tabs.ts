import { type Deadline, errorMessage } from '../../base/index.ts';
import type { BrowserSession, Visit } from '../../browser/index.ts';
import type { Refusal } from '../../egress/index.ts';
import type { ActionLog } from '../dispatcher-types.ts';
import { refusedNavigation } from './network-verdict.ts';
import type { RunGuard } from './run-guard.ts';

/** Where main frames went during an action. */
export interface Visits {
  visited: Visit[];
  failed: Visit[];
}

const CLOSES_WITHIN_MS = 3_000;

/**
 * Closes the tabs that pages opened at a refused address and returns a sentence about each. Such a tab, an advert for
 * example, is no step of the run and does not end it.
 */
export async function closeRefusedTabs(
  { session, guard, log }: { session: BrowserSession; guard: RunGuard; log: ActionLog },
  { visited, failed }: Visits,
  refusals: readonly Refusal[],
  deadline: Deadline,
): Promise<string[]> {
  const notices: string[] = [];
  for (const tab of new Set([...visited, ...failed].map((visit) => visit.tab))) {
    const urls = [...visited, ...failed].flatMap((visit) => (visit.tab === tab ? [visit.url] : []));
    const refused = refusedNavigation(refusals, urls) ?? refusedByPolicy(guard, urls);
    if (refused === undefined) continue;
    await log.emit({ type: 'guard', where: 'page', verdict: 'blocked', reason: refused.error.message, url: refused.url });
    await close(session, tab, deadline);
    notices.push(`A tab that the page opened was closed. ${refused.error.message}`);
  }
  return notices;
}

function refusedByPolicy(guard: RunGuard, urls: readonly string[]) {
  for (const url of urls) {
    const error = guard.mayStay(url);
    if (error) return { url, error };
  }
  return undefined;
}

async function close(session: BrowserSession, tab: number, deadline: Deadline): Promise<void> {
  using own = deadline.within(CLOSES_WITHIN_MS, 'closing a tab');
  try {
    await session.closeTab(tab, own);
  } catch (problem) {
    deadline.log.warn('a refused tab did not close', { error: errorMessage(problem) });
  }
}
