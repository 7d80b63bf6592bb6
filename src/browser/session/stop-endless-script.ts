import { type Deadline, errorMessage, startDeadline } from '../../base/index.ts';
import { untraced } from '../playwright/untraced.ts';
import type { PageSession } from './page-session.ts';

/** A page that does not answer a trivial question within this time is kept busy by a script. */
const ANSWERS_WITHIN_MS = 400;
/** Each of several endless scripts has to be stopped by itself; a page that starts them again and again is given up. */
const MAX_STOPS = 5;

/**
 * Whether a script keeps the active page from answering; if so it is stopped, and the next one too, until the page answers or `timeoutMs` are
 * over. Only asks when all is well: one short call. The session that is used was attached while the page was well, since a hanging page accepts none.
 * While another page is on its way nothing can be asked: Chromium holds such messages back until it has come.
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
    deadline.log.warn('a page that does not answer could not be freed', { error: errorMessage(error) });
  }
  return stopped;
}
