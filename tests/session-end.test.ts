import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Pages, servePages } from './support/pages.ts';
import { openTestPlace, type TestPlace } from './support/run-here.ts';

let pages: Pages;
let place: TestPlace;
/** How many more pages the session lasts, how pages answer then, and what the application did. */
let left = 0;
let mode: 'redirect' | 'same' | 'late' = 'redirect';
let did: string[] = [];

const page = (body: string, script = '') =>
  `<!doctype html><title>Shop</title><link rel="icon" href="data:,">${body}<script>${script}</script>`;
const FORM =
  '<h1>Log in</h1><form method="post" action="/login"><input name="username"><input type="password" name="password"><button>Log in</button></form>';
const html = (response: ServerResponse, body: string) => void response.writeHead(200, { 'content-type': 'text/html' }).end(body);

beforeAll(async () => {
  place = await openTestPlace();
  const guarded = (body: string, act?: string) => (request: { method?: string | undefined }, response: ServerResponse) => {
    left -= 1;
    if (left < 0 && mode === 'redirect') return void response.writeHead(302, { location: '/login?next=/' }).end();
    if (left < 0 && mode === 'same') return html(response, page(FORM));
    // A page of a single-page application that draws the login form after a moment.
    if (left < 0)
      return html(response, page('<div id="app"></div>', `setTimeout(() => { app.innerHTML = ${JSON.stringify(FORM)}; }, 200)`));
    if (request.method === 'POST' && act !== undefined) did.push(act);
    return html(response, page(body));
  };
  pages = await servePages({
    '/login': (request, response) => {
      if (request.method !== 'POST') return html(response, page(FORM));
      did.push('login');
      left = 3;
      response.writeHead(302, { location: '/home', 'set-cookie': 'session=a; Path=/' }).end();
    },
    '/home': guarded('<h1>Home</h1><a href="/logout">Log out</a>'),
    '/item': guarded('<h1>Item 1</h1><form method="post" action="/pay"><button>Pay</button></form>'),
    '/pay': guarded('<p>Paid</p>', 'pay'),
    '/password': guarded(
      '<h1>Your password</h1><form method="post" action="/login/password"><input type="password" name="old"><input type="password" name="new"></form>',
    ),
    '/users/new': guarded(
      '<h1>New user</h1><form method="post" action="/users"><input name="username"><input type="password" name="password"><input name="mail"></form>',
    ),
    '/logout': (_request, response) => void response.writeHead(302, { location: '/login' }).end(),
  });
});
beforeEach(() => {
  left = 0;
  mode = 'redirect';
  did = [];
});
afterAll(async () => {
  await pages.close();
  await place.remove();
});

const run = async (steps: string) => {
  await place.playbook(
    'shop',
    `id: shop\nname: Shop\nauth_required: true\nstart_url: '{base_url}/home'
auth: { mode: form_login, login_url: '{base_url}/login', success: { cookie_present: session } }\nsteps:\n${steps}`,
  );
  const { report } = await place.run({
    directive: 'go',
    playbook: 'shop',
    start_url: pages.origin,
    credentials: { username: 'ann', password: 'right-pass' },
    recording: { trace: false, screenshots: false },
    execution_mode: 'playbook_only',
  });
  return report;
};
const goto = (path: string) => `  - { action: goto, params: { url: '{base_url}${path}' } }\n`;
const read = (name: string) => `  - { action: extract, selector: { primary: h1 }, store_as: ${name} }\n`;
const click = (text: string, more = '') => `  - { action: click, selector: { primary: 'text="${text}"' }${more} }\n`;
const lastStep = 'verify: { expect_text_on_page: Paid, timeout_ms: 1000 }';

describe('when the session ends', () => {
  test.each(['redirect', 'same'] as const)('a page is opened again after one new login: %s', async (how) => {
    mode = how;
    const { error, data } = await run(goto('/item') + goto('/item') + goto('/item') + read('title'));
    expect(error).toBeNull();
    expect(data).toEqual({ title: 'Item 1' });
    expect(did).toEqual(['login', 'login']);
  });

  test('a login form that is drawn late is not read as data', async () => {
    mode = 'late';
    const { error, data } = await run(goto('/item') + goto('/item') + goto('/item') + read('title'));
    // Seen when the page opened, it is answered by a new login; seen when it was read, it is an error.
    if (error === null) expect(data).toEqual({ title: 'Item 1' });
    else expect(error).toMatchObject({ code: 'SETUP_FAILED', failure: { reason: 'session_ended' } });
    expect(data.title).not.toBe('Log in');
  });

  test.each(['redirect', 'same'] as const)('a write that is answered with the login page did nothing: %s', async (how) => {
    mode = how;
    const { error, ledger } = await run(goto('/item') + goto('/item') + click('Pay', `, effect: write, ${lastStep}`));
    expect(error).toMatchObject({ code: 'SETUP_FAILED', failure: { reason: 'session_ended', performed: 'no' } });
    expect(error?.message).toContain('The session has ended');
    expect(ledger).toEqual([]);
    expect(did).toEqual(['login']);
  });
});

describe('a step that may be skipped', () => {
  const optional = click('Pay', ', optional: true, timeout_ms: 400');
  const conditional = click('Pay', ', when: { text_on_page: Item 1 }');

  test.each([
    ['optional', optional],
    ['conditional', conditional],
  ])('is not skipped because the session ended: %s', async (_kind, step) => {
    // A page that was read already draws the login form.
    const ends = `  - { action: evaluate, params: { script: 'document.body.innerHTML = ${JSON.stringify(FORM)}' } }\n`;
    const { error } = await run(goto('/item') + read('title') + ends + step);
    expect(error).toMatchObject({ failure: { reason: 'session_ended' } });
  });

  test.each([
    ['optional', optional],
    ['conditional', conditional],
  ])('is skipped on the login page to which a step led: %s', async (_kind, step) => {
    const { error } = await run(click('Log out') + step);
    expect(error).toBeNull();
  });
});

describe('a page that asks for a password is not the login page', () => {
  test.each(['/password', '/users/new'])('%s', async (path) => {
    const { error, data } = await run(goto(path) + read('title'));
    expect(error).toBeNull();
    expect(did).toEqual(['login']);
    expect(Object.keys(data)).toEqual(['title']);
  });

  test('and the login page is meant by a step that logs out', async () => {
    const { error } = await run(click('Log out'));
    expect(error).toBeNull();
    expect(did).toEqual(['login']);
  });
});
