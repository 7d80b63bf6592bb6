import { shownAddress } from '../../../base/index.ts';
import { type FailureReason, RoteError, toErrorBody } from '../../../contract/index.ts';
import type { PageSession } from '../../session/page-session.ts';

/** A shorter wait for an answer explains nothing. */
const LONG_MS = 1_000;
const MAX_NAMED = 2;
/** What a page may still be about to mend: it shows, enables or uncovers things once it has its data. */
const MAY_BE_LATE: ReadonlySet<FailureReason> = new Set([
  'not_found',
  'hidden',
  'covered',
  'disabled',
  'unstable',
  'out_of_view',
  'not_editable',
  'option_not_found',
  'timeout',
  'wait_failed',
  'detached',
]);

/** Adds to a failure which requests the page waits for. */
export function mentionAwaited(session: PageSession, error: RoteError): RoteError {
  const reason = error.failure?.reason;
  if (reason === undefined || !MAY_BE_LATE.has(reason)) return error;
  // A time-out of a navigation names its page.
  const named = awaitedIn(session).filter(({ address, isPage }) => !(isPage && reason === 'timeout') && !error.message.includes(address));
  if (named.length === 0) return error;
  const waits = named.slice(0, MAX_NAMED).map(({ method, address, seconds }) => `${method} ${address} (${seconds} s so far)`);
  return RoteError.from(toErrorBody(error), { message: `${error.message} The page waits for ${waits.join(' and ')}.`, cause: error.cause });
}

function awaitedIn(session: PageSession): { method: string; address: string; isPage: boolean; seconds: string }[] {
  try {
    return session
      .awaited(session.page())
      .filter(({ forMs }) => forMs >= LONG_MS)
      .map(({ method, url, isPage, forMs }) => ({ method, address: shownAddress(url), isPage, seconds: (forMs / 1_000).toFixed(1) }));
  } catch {
    return []; // the page is gone, which the error says
  }
}
