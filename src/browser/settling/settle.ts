import type { Page } from 'playwright-core';
import { type Deadline, errorMessage } from '../../base/index.ts';
import { askDocument } from '../page-world/bridge/ask.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession } from '../session/page-session.ts';
import { nextChange } from './next-change.ts';

const QUIET_MS = 100;
const MAX_MS = 3_000;
/** Mere repainting (a spinner, a clock, a moving banner) is not waited for any longer. */
const RESTLESS_MS = 500;

let waits = 0;

/**
 * Waits until the document is ready and there has been no DOM change and no request for `quietMs` (100); at most
 * `maxMs` (3,000). Long polls, streams and mere repainting are not waited for. A restless page is not an error:
 * `settled` is false. Throws the deadline's reason, or a RoteError when the page is gone.
 */
export async function settle(
  session: BrowserSession,
  deadline: Deadline,
  { quietMs = QUIET_MS, maxMs = MAX_MS }: { quietMs?: number; maxMs?: number } = {},
): Promise<{ settled: boolean }> {
  assertPageSession(session);
  using own = deadline.within(maxMs, 'the page to settle');
  try {
    for (;;) {
      await session.tabsReady(own);
      const page = session.page();
      const quiet = await becomesQuiet(page, quietMs, own);
      if (quiet && session.requestsInFlight() === 0) return { settled: true };
      if (quiet) await nextChange(session, own);
      else session.page();
      own.throwIfEnded();
    }
  } catch (error) {
    if (deadline.signal.aborted || !own.signal.aborted) throw error;
    return { settled: false };
  }
}

/**
 * Asks the document how long it still has to stay unchanged, waits that long, and asks again. False when it cannot be
 * asked.
 */
export async function becomesQuiet(page: Page, quietMs: number, deadline: Deadline): Promise<boolean> {
  waits += 1;
  const asked = { wait: waits, quietMs, restlessMs: RESTLESS_MS };
  try {
    for (;;) {
      const leftMs = await askDocument(page, 'untilQuiet', asked, deadline);
      if (leftMs === 0) return true;
      await deadline.pause(leftMs);
    }
  } catch (error) {
    deadline.throwIfEnded();
    deadline.log.debug('the page was replaced while it settled', { error: errorMessage(error) });
    return false;
  }
}
