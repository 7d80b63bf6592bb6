import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../tests/support/test-session.ts';
import { makeAction } from '../../actions/index.ts';
import { noDeadline } from '../../base/index.ts';
import { detectCaptcha, performAction, waitForCaptcha } from '../index.ts';
import type { PageSession } from '../session/page-session.ts';

const ANCHOR = 'https://www.google.com/recaptcha/api2/anchor?k=x&size=';
const frame = (src: string, more = '') => `<iframe src="${src}" width="304" height="78" ${more}></iframe>`;

let pages: Pages;
let open: TestSession;
let session: PageSession;

beforeAll(async () => {
  pages = await servePages({
    '/plain': '<title>Plain</title><p>reCAPTCHA and hCaptcha are words, cf-turnstile too</p>',
    '/v2': frame(`${ANCHOR}normal`),
    '/v3': frame(`${ANCHOR}invisible`) + frame('https://www.google.com/recaptcha/api2/bframe?k=x', 'style="visibility:hidden"'),
    '/solved': `${frame(`${ANCHOR}normal`)}<textarea name="g-recaptcha-response">token</textarea>`,
    '/popup': frame('https://www.google.com/recaptcha/enterprise/bframe?k=x'),
    '/h': frame('https://newassets.hcaptcha.com/captcha/v1/x/static/hcaptcha.html#frame=checkbox&id=1'),
    '/h-invisible': frame('https://newassets.hcaptcha.com/captcha/v1/x/static/hcaptcha.html#frame=checkbox-invisible&id=1'),
    '/turnstile': frame('https://challenges.cloudflare.com/cdn-cgi/challenge-platform/h/g/turnstile/if/ov2/av0'),
    '/lookalike': frame('https://hcaptcha.com.example.test/captcha/x.html#frame=checkbox'),
    '/interstitial': `<title>Just a moment...</title><div id="challenge-form">Checking</div>`,
    '/passing': `<title>Just a moment...</title><div id="challenge-form">Checking</div>
      <script>{ // It disappears once it is watched.
        const Watcher = MutationObserver;
        window.MutationObserver = class extends Watcher {
          constructor(callback) { super(callback); setTimeout(() => location.replace('/plain')); }
        };
      }</script>`,
  });
  open = await openTestSession();
  session = open.session;
  await session.context.route(/^https:/, (route) => route.fulfill({ contentType: 'text/html', body: '<p>a challenge</p>' }));
});

afterAll(async () => {
  await open.end();
  await pages.close();
});

beforeEach(() => void session.takeNotices());

const visit = (path: string) => performAction(session, makeAction({ action: 'goto', url: pages.url(path) }), noDeadline);

test.each([
  ['/v2', 'recaptcha', 'widget'],
  ['/popup', 'recaptcha', 'widget'],
  ['/h', 'hcaptcha', 'widget'],
  ['/turnstile', 'cloudflare', 'widget'],
  ['/interstitial', 'cloudflare', 'interstitial'],
])('detects the challenge on %s', async (path, kind, form) => {
  await visit(path);
  expect(await detectCaptcha(session, noDeadline)).toMatchObject({ kind, form, message: expect.stringContaining(pages.url(path)) });
});

test.each(['/plain', '/v3', '/solved', '/h-invisible', '/lookalike'])('finds no challenge on %s', async (path) => {
  await visit(path);
  expect(await detectCaptcha(session, noDeadline)).toBeUndefined();
  expect(await waitForCaptcha(session, noDeadline)).toBeUndefined();
});

test('waits for a challenge once per document, bounded by its kind, and reports it each time', async () => {
  await visit('/v2');
  const first = await waitForCaptcha(session, noDeadline, { recaptcha: 300 });
  expect(first).toMatchObject({ gone: false, message: expect.stringContaining('a person has to solve it') });
  const again = await waitForCaptcha(session, noDeadline, { recaptcha: 3_600_000 });
  expect(again).toMatchObject({ gone: false, captcha: { kind: 'recaptcha' } });
});

test('waits until a challenge that disappears is gone', async () => {
  await visit('/passing');
  expect(await waitForCaptcha(session, noDeadline)).toMatchObject({ gone: true, captcha: { kind: 'cloudflare' } });
  expect(session.currentUrl()).toBe(pages.url('/plain'));
});
