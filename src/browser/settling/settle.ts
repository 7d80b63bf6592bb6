import { type Deadline, errorMessage } from '../../base/index.ts';
import { untraced } from '../playwright/untraced.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { nextChange } from './next-change.ts';

const QUIET_MS = 100;
const MAX_MS = 3_000;
/** What only repaints (a spinner, a clock, a moving banner) holds nobody up for longer. */
const RESTLESS_MS = 500;

/** Runs in the page: resolves once its document is ready and nothing changed for `quietMs` (after `restlessMs`: no element came or went); at the latest after `maxMs`. */
function quietInPage({ quietMs, maxMs, restlessMs }: { quietMs: number; maxMs: number; restlessMs: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const started = performance.now();
    let timer: number | undefined;
    const finish = (quiet: boolean) => {
      observer.disconnect();
      document.removeEventListener('readystatechange', restart);
      window.clearTimeout(timer);
      window.clearTimeout(limit);
      resolve(quiet);
    };
    const restart = () => {
      window.clearTimeout(timer);
      if (document.readyState !== 'loading') timer = window.setTimeout(() => finish(true), quietMs);
    };
    const changesElements = ({ addedNodes, removedNodes }: MutationRecord) =>
      [...addedNodes, ...removedNodes].some((node) => node.nodeType === Node.ELEMENT_NODE);
    const observer = new MutationObserver((records) => {
      const restless = performance.now() - started > restlessMs;
      if (!restless || records.some(changesElements)) restart();
    });
    const limit = window.setTimeout(() => finish(false), maxMs);
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    document.addEventListener('readystatechange', restart);
    restart();
  });
}

/**
 * Waits until the document is ready and for `quietMs` (100) there was no DOM change and no request; at most `maxMs` (3,000). Long polls,
 * streams and mere repainting are not waited for. A restless page is not an error: `settled` is false. Throws the deadline's reason, or what happened to the page.
 */
export async function settle(
  session: BrowserSession,
  deadline: Deadline,
  { quietMs = QUIET_MS, maxMs = MAX_MS }: { quietMs?: number; maxMs?: number } = {},
): Promise<{ settled: boolean }> {
  using own = deadline.within(maxMs, 'the page to settle');
  try {
    for (;;) {
      await session.tabsReady(own);
      const page = session.page();
      const wanted = { quietMs, maxMs: Math.ceil(own.remainingMs()), restlessMs: RESTLESS_MS };
      const quiet = await own.race(
        untraced(page, () => page.evaluate(quietInPage, wanted)).catch((error: unknown) => {
          own.log.debug('the page was replaced while it settled', { error: errorMessage(error) });
          return false;
        }),
      );
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
