import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { act } from './support/scripted-agent.ts';
import { page, usePages } from './support/use-pages.ts';

const form = (attributes = '') =>
  `<h1>Sign in</h1><form method=post action=/enter ${attributes}><label>Username <input name=username></label><label>Password <input type=password name=password></label><button>Go</button></form>`;
const NEWS = '<div role=dialog style="position:fixed;inset:0;background:#fff9"><p>What is new</p><button>Close</button></div>';

/** Right credentials lead to the home page, wrong ones back to the form. */
function enter(request: IncomingMessage, response: ServerResponse): void {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on('end', () => {
    const isRight = body.includes('password=right-pass-1');
    response.writeHead(303, isRight ? { location: '/home', 'set-cookie': 'sid=a; Path=/' } : { location: '/login?wrong' }).end();
  });
}

const shop = usePages({
  '/login': (request, response) => {
    const wrong = request.url?.includes('wrong') === true ? '<p role=alert>No such account.</p>' : '';
    response.writeHead(200, { 'content-type': 'text/html' }).end(page(form() + wrong));
  },
  '/covered': page(form() + NEWS),
  '/modal': page(`${form()}<dialog id=d><p>What is new</p><form method=dialog><button>Close</button></form></dialog>`, 'd.showModal();'),
  // A layer that keeps the focus, and that only its button closes.
  '/trap': page(
    form() + NEWS,
    `const l = document.querySelector('[role=dialog]'), b = l.querySelector('button'); b.onclick = () => l.remove();
    document.addEventListener('focusin', (event) => { if (l.isConnected && !l.contains(event.target)) b.focus(); });`,
  ),
  '/asks': page(form(`onsubmit="return confirm('This system is monitored. Continue?')"`)),
  // Draws its form only after it has asked who the user is, and answers it by a script.
  '/app': page(
    '<main id=root class=loading>Loading</main>',
    `const draw = () => { root.className = ''; root.innerHTML = '<form><label>Username <input name=username></label><label>Password <input type=password name=password></label><button>Go</button></form><p role=alert></p>'; root.querySelector('form').onsubmit = submit; };
    const submit = async (event) => { event.preventDefault(); const body = new URLSearchParams(new FormData(event.target));
      const { ok } = await fetch('/token', { method: 'POST', body }); if (ok) { root.innerHTML = '<h1>Welcome</h1>'; history.pushState(0, '', '/inbox'); } else root.querySelector('[role=alert]').textContent = 'No such account.'; };
    setTimeout(() => fetch('/me').then(draw), 50);`,
  ),
  '/me': (_request, response) => void setTimeout(() => response.writeHead(401).end(), 1_000),
  '/token': (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => setTimeout(() => response.writeHead(body.includes('password=right-pass-1') ? 200 : 401).end(), 1_000));
  },
  '/enter': enter,
  '/home': page('<h1>Welcome</h1>'),
});

const run = async (auth: string, password = 'right-pass-1') => {
  const yaml = `id: job\nname: Job\nauth_required: true\nauth: { mode: form_login, ${auth} }\nstart_url: '{base_url}/home'\nsteps:\n  - { action: wait_for, params: { text: Welcome } }\n`;
  await shop.place.playbook('job', yaml);
  const credentials = { username: 'ann', password };
  const recording = { trace: false, screenshots: false };
  const { report } = await shop.place.run({ directive: 'go', playbook: 'job', start_url: shop.pages.origin, credentials, recording });
  return report;
};
const login = (path: string, success = 'cookie_present: sid', more = '') =>
  `login_url: '{base_url}${path}', success: { ${success} }, timeout_ms: 6000${more}`;

test('a layer over the login form does not keep a login from being sent, once', async () => {
  expect((await run(login('/covered'))).error).toBeNull();
  expect(shop.posted()).toEqual(['/enter']);
});

test('a modal dialog over the login form is closed with Escape', async () => {
  expect((await run(login('/modal'))).error).toBeNull();
  expect(shop.posted()).toEqual(['/enter']);
});

test.each(['/modal', '/trap'])('a layer over the login form is closed as auth says: %s', async (path) => {
  expect((await run(login(path, 'cookie_present: sid', `, close: ['#no', 'role=button[name="Close"]']`))).error).toBeNull();
  expect(shop.posted()).toEqual(['/enter']);
});

describe('a login that nothing shows', () => {
  test.each([
    [
      'cookie_present: session',
      ': the cookie "session" is not set. The page is now HOME ("Shop"): if that is right after a login, correct "auth.success" in the playbook (set are the cookies sid).',
    ],
    ['url_contains: /start', ': the address does not contain "/start". The page is now HOME ("Shop")'],
    ["cookie_present: sid, element_visible: '#menu'", ': "#menu" is not visible. The page is now HOME ("Shop")'],
  ])('names the sign that is missing and what the page shows: %s', async (success, words) => {
    const { error } = await run(login('/login', success));
    expect(error).toMatchObject({ code: 'SETUP_FAILED', failure: { reason: 'login_failed' } });
    expect(error?.message).toContain(`was sent and is gone, but nothing shows a login${words.replace('HOME', shop.pages.url('/home'))}`);
    expect(error?.message).not.toContain('check the credentials');
    expect(shop.posted()).toEqual(['/enter']);
  });

  test('blames the credentials if they are asked for again', async () => {
    const { error } = await run(login('/login'), 'wrong-pass-1');
    expect(error?.message).toContain('did not succeed: the cookie "sid" is not set.');
    expect(error?.message).toContain('asks for the password again and says: "No such account.": check the credentials');
  });
});

test('the login keeps to its timeout', async () => {
  const { error } = await run(login('/login').replace('6000', '1'));
  expect(error?.message).toMatch(/The login page could not be opened: .* did not finish within/);
});

describe('a dialog during the login', () => {
  test('is dismissed unless auth declares it', async () => {
    expect((await run(login('/asks'))).status).toBe('failed');
    expect(shop.posted()).toEqual([]);
  });

  test('is answered as auth says', async () => {
    const report = await run(login('/asks', 'cookie_present: sid', ', dialog: { expect_text: is monitored }'));
    expect(report.error).toBeNull();
    expect(report.step_results[0]?.dialogs).toMatchObject([{ type: 'confirm', answer: 'accepted' }]);
  });

  test('fails the login if it says something else than expected', async () => {
    const { error } = await run(login('/asks', 'cookie_present: sid', ', dialog: { expect_text: Welcome }'));
    expect(error?.message).toContain('did not succeed');
    expect(shop.posted()).toEqual([]);
  });
});

describe('a run without a playbook', () => {
  const credentials = (password: string) => ({ credentials: { username: 'ada', password }, directive: 'Tell me what the page says' });
  const answer = (quote: string) => [
    () => act('done', { success: true, unchanged: true, summary: 'Read.', verified: `It says "${quote}".` }),
  ];

  test('waits for a form that an application draws late, and for its answer', async () => {
    const { report, asked } = await shop.agent('/app', answer('Welcome'), credentials('right-pass-1'));
    expect(report.step_results).toMatchObject([{ action: 'login', status: 'ok' }]);
    expect(report).toMatchObject({ status: 'completed', error: null });
    expect(asked).toHaveLength(1);
  });

  test('says which sign of the login is missing, and where it ended', async () => {
    const { report, asked } = await shop.agent('/app', answer('Welcome'), credentials('wrong-pass-1'));
    expect(asked).toHaveLength(0);
    expect(report.error?.message).toMatch(
      /^The login at \S+\/app did not succeed: the password field is still there\. The page is now \S+\/app \("Shop"\) and says: "No such account\."/,
    );
  });
});
