import type { Deadline } from '../../../base/index.ts';
import { ANSWERS_WITHIN_MS, askDocument } from '../../page-world/bridge/ask.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { untraced } from '../../playwright/untraced.ts';
import type { BrowserSession, StorageState } from '../browser-session.ts';
import { assertPageSession } from '../page-session.ts';

/** All cookies of the session. Never written into the trace. */
export async function readCookies(session: BrowserSession, deadline: Deadline): Promise<StorageState['cookies']> {
  assertPageSession(session);
  using own = deadline.within(ANSWERS_WITHIN_MS, 'the cookies of the browser');
  return await own.race(untraced(session.context, () => session.context.cookies()));
}

/**
 * One value of the active page's localStorage or sessionStorage; null when it is missing. Never written into the trace.
 */
export async function readStorageItem(
  session: BrowserSession,
  scope: 'local' | 'session',
  key: string,
  deadline: Deadline,
): Promise<string | null> {
  assertPageSession(session);
  const page = session.page();
  try {
    return await askDocument(page, 'readStorageItem', { scope, key }, deadline);
  } catch (error) {
    deadline.throwIfEnded();
    session.page();
    throw pageFailure('script_error', `The ${scope}Storage of this page cannot be read: open a page of the application first.`, {
      cause: error,
    });
  }
}
