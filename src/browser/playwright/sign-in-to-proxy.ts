import type { Page } from 'playwright-core';
import type { Deadline } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { SIGN_IN_URL } from '../../egress/index.ts';

/**
 * Teaches the browser context of `page` (a blank one) the proxy's credentials, about 30 ms, once. Given as Playwright's `proxy.username` they would
 * work too, but Playwright then intercepts every request for good: measured 10 to 20 times slower on a page of 200 images, and no cache.
 * Chromium keeps proxy credentials for the whole context: tabs, pop-ups, workers and web sockets. Throws RoteError SETUP_FAILED.
 */
export async function signInToProxy(page: Page, proxy: { username: string; password: string }, deadline: Deadline): Promise<void> {
  const cdp = await deadline.race(page.context().newCDPSession(page));
  let asked = false;
  const ignoreLate = () => undefined;
  cdp.on('Fetch.requestPaused', ({ requestId }) => void cdp.send('Fetch.continueRequest', { requestId }).catch(ignoreLate));
  cdp.on('Fetch.authRequired', ({ requestId, authChallenge }) => {
    const ours = authChallenge.source === 'Proxy' && !asked;
    asked = true;
    const authChallengeResponse = ours
      ? { response: 'ProvideCredentials' as const, username: proxy.username, password: proxy.password }
      : { response: 'CancelAuth' as const };
    void cdp.send('Fetch.continueWithAuth', { requestId, authChallengeResponse }).catch(ignoreLate);
  });
  await deadline.race(cdp.send('Fetch.enable', { patterns: [{ urlPattern: SIGN_IN_URL }], handleAuthRequests: true }));
  const reached = await deadline.race(
    page.evaluate(
      (url) =>
        fetch(url, { mode: 'no-cors' }).then(
          () => true,
          () => false,
        ),
      SIGN_IN_URL,
    ),
  );
  await deadline.race(cdp.detach());
  if (!asked || !reached)
    throw new RoteError('SETUP_FAILED', "The browser did not accept the run's own proxy; try again, or report this with `rote doctor`.");
}
