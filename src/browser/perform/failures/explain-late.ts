import { type Deadline, DeadlineExceeded } from '../../../base/index.ts';
import type { BrowserSession } from '../../session/browser-session.ts';
import { assertPageSession } from '../../session/page-session.ts';
import { explainFailure } from './explain-failure.ts';
import { mentionAwaited } from './mention-awaited.ts';

/**
 * What to report when a page has not answered before an action could begin: why, and the time that has passed since `since` (of
 * performance.now()), which may be that of several waits. Returns other errors, and the end of `deadline`, unchanged.
 */
export async function explainLate(session: BrowserSession, error: unknown, since: number, deadline: Deadline): Promise<unknown> {
  if (!(error instanceof DeadlineExceeded) || deadline.signal.aborted) return error;
  assertPageSession(session);
  const attempt = { what: error.what, since, untouched: true };
  return mentionAwaited(session, await explainFailure(session, attempt, error, deadline));
}
