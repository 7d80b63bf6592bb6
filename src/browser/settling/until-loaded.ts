import { type Deadline, DeadlineExceeded, stoppable } from '../../base/index.ts';
import { timeoutWithin } from '../playwright/timeout-within.ts';
import type { PageSession } from '../session/page-session.ts';
import { nextChange } from './next-change.ts';
import { becomesQuiet } from './settle.ts';

/** A page with a document is used after this time, even if scripts or trackers are still loading. */
const MAX_MS = 5_000;
const QUIET_MS = 100;

/**
 * After the document has been read: waits for its `load` event, or until only images, fonts and late frames are missing, which may
 * never end, and the document rests. Whether it has loaded wholly.
 */
export async function untilLoaded(session: PageSession, deadline: Deadline): Promise<boolean> {
  using own = stoppable(deadline, 'the page to rest');
  const page = session.page();
  const loaded = page
    .waitForLoadState('load', { timeout: Math.min(MAX_MS, timeoutWithin(deadline)), signal: own.deadline.signal })
    .then(() => true)
    .catch(() => false);
  const rested = untilRest(session, own.deadline).then(() => false);
  rested.catch(() => undefined); // the page has loaded first
  const isLoaded = await Promise.race([loaded, rested]).catch((error: unknown) => {
    if (!(error instanceof DeadlineExceeded)) throw error;
    return false;
  });
  deadline.throwIfEnded();
  return isLoaded;
}

async function untilRest(session: PageSession, deadline: Deadline): Promise<void> {
  const page = session.page();
  const rests = async () =>
    !session.isLoadingParts(page) && (await becomesQuiet(page, QUIET_MS, deadline)) && !session.isLoadingParts(page);
  while (!(await rests())) await nextChange(session, deadline);
}
