import type { BrowserContext } from 'playwright-core';
import { RoteError } from '../../contract/index.ts';
import { type AttachedTarget, innerContext } from './inner-context.ts';

/**
 * Runs `script` in every service worker of the context before its own script. Chromium starts a worker paused and
 * continues with the first session that lets it, which is Playwright's: so the script must be the first message of that
 * very session, for which Playwright has no public way. Throws SETUP_FAILED when Playwright is not the expected one.
 *
 * Call it before the context has pages. It sends one message for each worker, and none for a page.
 */
export function prepareServiceWorkers(context: BrowserContext, script: string): void {
  const { id, browser } = innerContext(context);
  const createChildSession = browser?.createChildSession;
  if (id === undefined || browser === undefined || createChildSession === undefined) {
    throw new RoteError('SETUP_FAILED', 'This Playwright cannot prepare service workers: set service_workers to block or full.');
  }
  const onAttached = ({ targetInfo }: AttachedTarget): void => {
    if (targetInfo.type !== 'service_worker' || targetInfo.browserContextId !== id) return;
    // Playwright's own listener comes next and creates the session.
    browser.createChildSession = (...given) => {
      delete browser.createChildSession; // of this object: that of its class is there again
      const session = createChildSession.apply(browser, given);
      const prepare = () => void session._sendMayFail('Runtime.evaluate', { expression: script });
      prepare();
      session.on('Inspector.targetReloadedAfterCrash', prepare); // started again, after it was stopped
      return session;
    };
  };
  browser.prependListener('Target.attachedToTarget', onAttached);
  context.on('close', () => browser.off('Target.attachedToTarget', onAttached));
}
