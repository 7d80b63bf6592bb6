import type { CDPSession } from 'playwright-core';
import { type Deadline, DeadlineExceeded, errorMessage, startDeadline } from '../../base/index.ts';
import { untraced } from '../playwright/untraced.ts';
import type { PageSession } from './page-session.ts';

/** A page that does not evaluate `0` within this time is busy. */
const ANSWERS_WITHIN_MS = 400;
/** Several endless scripts are stopped one by one; a page that keeps starting new ones is given up. */
const MAX_STOPS = 5;
/** A script never ends if it takes this much processor time and does not yield: the load of the machine plays no part in that. */
const ENDLESS_SECONDS = 1;
/** A page that does not even say how much processor time it has used is not kept busy by a script alone. */
const COUNTS_WITHIN_MS = 6_000;
const BETWEEN_LOOKS_MS = 100;

/** `silent`: it did not answer in time, and it is not known whether a script on it would ever end. */
export type PageAnswer = 'answers' | 'stopped' | 'silent';

/**
 * Stops scripts that keep the active page from responding, one after the other, until it responds or `timeoutMs` has passed. A page that
 * responds costs one short call. A script counts as endless once it has used a second of processor time between two looks at a page
 * that has not come to answer: a page that yields (an animation on a busy machine) answers. `atOnce`: whatever keeps the page busy is
 * stopped. The CDP session was attached while the page responded, since a hanging page accepts none. Useless during a navigation: Chromium
 * holds such messages back until the new page has arrived.
 */
export async function stopEndlessScript(
  session: PageSession,
  timeoutMs: number,
  deadline: Deadline,
  { atOnce = false }: { atOnce?: boolean } = {},
): Promise<PageAnswer> {
  using time = startDeadline(timeoutMs, 'an answer of the page', { log: deadline.log });
  let stopped = false;
  try {
    const cdp = await time.race(session.cdp());
    for (let stops = 0; stops < MAX_STOPS; stops += 1) {
      const answer = untraced(session.context, () => cdp.send('Runtime.evaluate', { expression: '0', returnByValue: true }));
      using ask = time.within(ANSWERS_WITHIN_MS, 'an answer of the page');
      const isLate = await ask.race(answer).then(
        () => false,
        (error: unknown) => {
          if (!ask.signal.aborted) throw error;
          return true;
        },
      );
      if (!isLate) return stopped ? 'stopped' : 'answers';
      if (!atOnce && !(await neverYields(session, cdp, answer, time))) return stopped ? 'stopped' : 'answers';
      stopped = true;
      await time.race(untraced(session.context, () => cdp.send('Runtime.terminateExecution')));
    }
  } catch (error) {
    deadline.log.warn('an unresponsive page could not be freed', { error: errorMessage(error) });
    if (!stopped && error instanceof DeadlineExceeded) return 'silent';
  }
  return stopped ? 'stopped' : 'answers';
}

/** Whether the page's main thread works on without coming to the answer; false once it answers. Rejects when the time ends. */
async function neverYields(session: PageSession, cdp: CDPSession, answer: Promise<unknown>, time: Deadline): Promise<boolean> {
  const answered = answer.then((): true => true);
  let start: number | undefined;
  for (;;) {
    // Unlike other calls, this one interrupts a running script.
    const read = untraced(session.context, () => cdp.send('Performance.getMetrics')).then(({ metrics }) => metrics);
    using counting = time.within(COUNTS_WITHIN_MS, 'the processor time of the page');
    const metrics = await counting.race(Promise.race([answered, read]));
    if (metrics === true) return false;
    const used = metrics.find(({ name }) => name === 'ThreadTime')?.value;
    start ??= used;
    if (used !== undefined && start !== undefined && used - start >= ENDLESS_SECONDS) return true;
    if (await time.race(Promise.race([answered, time.pause(BETWEEN_LOOKS_MS).then(() => false)]))) return false;
  }
}
