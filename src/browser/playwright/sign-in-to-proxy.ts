import type { Page } from 'playwright-core';
import type { Deadline } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { SIGN_IN_URL } from '../../egress/index.ts';

/**
 * Passes the proxy's credentials to the browser context of `page` (a blank one), once, in about 30 ms. Playwright's
 * `proxy.username` works too, but makes Playwright intercept every request of the context: measured 10 to 20 times
 * slower on a page of 200 images, without a cache. Chromium keeps proxy credentials for the whole context: tabs,
 * pop-ups, workers and WebSockets. Throws SETUP_FAILED.
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
    throw new RoteError(
      'SETUP_FAILED',
      "The browser did not accept the run's own proxy: try again, or report it with the output of `rote doctor`.",
    );
}
