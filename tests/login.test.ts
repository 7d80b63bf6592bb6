import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Pages, servePages } from './support/pages.ts';
import { openTestPlace, type TestPlace } from './support/run-here.ts';

const FORM = '<h1>Sign in</h1><form method="post"><input name="username"><input type="password" name="password"><button>Go</button></form>';
const ANSWERS_AFTER_MS = 400;

let pages: Pages;
let place: TestPlace;
const accounts = new Map<string, boolean>();

beforeAll(async () => {
  place = await openTestPlace();
  const idOf = (cookie: string | undefined) => /session=(\w+)/.exec(cookie ?? '')?.[1];
  pages = await servePages({
    // Like most applications, this one gives everybody a session cookie, signed in or not.
    '/login': (request, response) => {
      if (request.method === 'GET') {
        const id = idOf(request.headers.cookie) ?? `visitor${accounts.size}`;
        if (!accounts.has(id)) accounts.set(id, false);
        response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': `session=${id}; Path=/; HttpOnly` }).end(FORM);
        return;
      }
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        const isRight = body.includes('password=right');
        setTimeout(() => {
          if (isRight) accounts.set(idOf(request.headers.cookie) ?? '', true);
          response.writeHead(303, { location: isRight ? '/home' : '/login' }).end();
        }, ANSWERS_AFTER_MS);
      });
    },
    '/home': (request, response) => {
      const known = accounts.get(idOf(request.headers.cookie) ?? '') === true;
      if (known) response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>');
      else response.writeHead(303, { location: '/login' }).end();
    },
  });
});
beforeEach(() => {
  accounts.clear();
  pages.requests.length = 0;
});
afterAll(async () => {
  await pages.close();
  await place.remove();
});

const run = async (password: string) => {
  await place.playbook(
    'home',
    `id: home
name: Home
auth_required: true
auth: { mode: form_login, login_url: '{base_url}/login', success: { cookie_present: session } }
start_url: '{base_url}/home'
steps:
  - { action: wait_for, params: { text: Welcome }, timeout_ms: 20000, on_failure: abort }
`,
  );
  return place.run({
    directive: 'go',
    playbook: 'home',
    start_url: pages.origin,
    credentials: { username: 'ann', password },
    recording: { trace: false, screenshots: false },
  });
};
const posts = () => pages.requests.filter((line) => line.startsWith('POST')).length;

test('a session cookie that was there before the login proves no login: the form is sent, once, and its answer waited for', async () => {
  const { report } = await run('right');
  expect(report.error).toBeNull();
  expect(report.step_results[0]).toMatchObject({ step: 0, status: 'ok' });
  expect(posts()).toBe(1);
});

test('… and a refused login is told as one, and not tried again [RECOVERY-07]', async () => {
  const { report } = await run('wrong');
  expect(report).toMatchObject({ status: 'failed', error: { code: 'SETUP_FAILED', details: { reason: 'login_failed' } } });
  expect(posts()).toBe(1);
});
