import { type Deadline, errorMessage, startDeadline } from '../../base/index.ts';
import { untraced } from '../playwright/untraced.ts';
import type { PageSession } from './page-session.ts';

/** A page that does not evaluate `0` within this time is kept busy by a script. */
const ANSWERS_WITHIN_MS = 400;
/** Several endless scripts are stopped one by one; a page that keeps starting new ones is given up. */
const MAX_STOPS = 5;

/**
 * Stops scripts that keep the active page from responding, one after the other, until it responds or `timeoutMs` has
 * passed; returns whether any was stopped. A page that responds costs one short call. The CDP session was attached
 * while the page responded, since a hanging page accepts none. Useless during a navigation: Chromium holds such
 * messages back until the new page has arrived.
 */
export async function stopEndlessScript(session: PageSession, timeoutMs: number, deadline: Deadline): Promise<boolean> {
  using time = startDeadline(timeoutMs, 'an answer of the page', { log: deadline.log });
  let stopped = false;
  try {
    const cdp = await time.race(session.cdp());
    for (let stops = 0; stops < MAX_STOPS; stops += 1) {
      using ask = time.within(ANSWERS_WITHIN_MS, 'an answer of the page');
      try {
        await ask.race(untraced(session.context, () => cdp.send('Runtime.evaluate', { expression: '0', returnByValue: true })));
        return stopped;
      } catch (error) {
        if (!ask.signal.aborted) throw error;
      }
      stopped = true;
      await time.race(untraced(session.context, () => cdp.send('Runtime.terminateExecution')));
    }
  } catch (error) {
    deadline.log.warn('an unresponsive page could not be freed', { error: errorMessage(error) });
  }
  return stopped;
}
