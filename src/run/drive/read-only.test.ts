import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { act, refOf } from '../../../tests/support/scripted-agent.ts';
import { answer, page, usePages } from '../../../tests/support/use-pages.ts';
import { createScriptedModel, type ModelRequest, type ScriptedReply } from '../../model/index.ts';

const isLoggedIn = ({ headers }: IncomingMessage) => /session=1/.test(headers.cookie ?? '');
const to =
  (location: string, headers = {}) =>
  (request: IncomingMessage, response: ServerResponse) => {
    request.resume();
    response.writeHead(302, { location, ...headers }).end();
  };

const ORDERS = page(
  `<h1>Orders</h1><p id=out></p>
  <button id=close>Close order</button>
  <form method=post action=/save><input name=a aria-label=Note><button>Save note</button></form>
  <form method=post action=/archive><input type=hidden name=a><button>Put away</button></form>
  <form action=/orders><input name=q aria-label=Words><button>Find orders</button></form>`,
  `send('/beat', '{}');
  document.querySelector('#close').onclick = () => send('/close', '{}').then((answer) => { document.querySelector('#out').textContent = 'answered ' + answer.status; });`,
);

const shop = usePages({
  '/orders': ORDERS,
  '/beat': answer(204),
  '/close': answer(200),
  '/save': to('/orders'),
  '/archive': to('/orders'),
  // The login, of the kind in which another site posts its answer back.
  '/login': (request, response) => {
    request.resume();
    if (request.method === 'POST') {
      response.setHeader('content-type', 'text/html');
      return response.end('<form method=post action=/callback><input name=code value=1></form><script>document.forms[0].submit()</script>');
    }
    return response
      .setHeader('content-type', 'text/html')
      .end(page('<form method=post><input name=user><input type=password name=password><button>Log in</button></form>'));
  },
  '/callback': to('/home', { 'set-cookie': 'session=1' }),
  '/home': (request, response) => {
    if (!isLoggedIn(request)) return to('/login')(request, response);
    return response.setHeader('content-type', 'text/html').end(page('<h1>Welcome</h1>', "send('/beat', '{}')"));
  },
});

const config = { recording: { trace: false, screenshots: false }, timeout_seconds: 120 } as const;
const credentials = { username: 'ada', password: 'right-pass-1' };

/** Lets an agent press a button, wait for the page and end. Returns what it read. */
async function press(name: string, goal: string, more: { read_only?: boolean; path?: string; credentials?: Record<string, string> } = {}) {
  const asked: ModelRequest[] = [];
  const primary = createScriptedModel((request, call): ScriptedReply => {
    asked.push(request);
    if (call === 1) return act('click', { selector: refOf(request, name) });
    return call === 2 ? act('get_dom') : act('done', { success: true, summary: 'Done', verified: 'seen' });
  });
  const utility = createScriptedModel((request) => ({ text: request.purpose === 'goal_judge' ? goal : 'safe' }));
  const { path = '/orders', ...rest } = more;
  const executed = await shop.place.run(
    {
      directive: goal === 'read' ? 'Read the orders' : 'Close the order',
      execution_mode: 'agent_only',
      start_url: shop.pages.url(path),
      guardrails: { allow_private_networks: true, enable_llm_action_check: false },
      ...config,
      ...rest,
    },
    { models: () => ({ primary, utility }) },
  );
  const texts = asked.flatMap(({ messages }) =>
    messages.flatMap((message) =>
      'text' in message ? [message.text] : 'results' in message ? message.results.map(({ text }) => text) : [],
    ),
  );
  return { ...executed, first: JSON.stringify(asked[0]?.messages), read: texts.join('\n') };
}

test('an agent that only reads sends nothing, whatever it presses, and learns which line would allow it', async () => {
  const { report, read, first, events } = await press('Close order', 'read');
  expect(shop.posted()).toEqual(['/beat']);
  const line = 'reads: [{ method: POST, path: /close }]';
  expect(read).toContain(line);
  expect(report.warnings.join()).toContain(line);
  expect(events.find((event) => event.type === 'guard' && event.where === 'network')).toMatchObject({
    verdict: 'blocked',
    reason: expect.stringContaining(line),
  });
  // It sees what asks for pages, and not what sends forms that write.
  expect(first).toContain('Find orders');
  expect(first).not.toMatch(/Save note|Put away/);
});

test('an agent that may act sends it, unless the run is read-only', async () => {
  const free = await press('Close order', 'interact');
  expect(shop.posted()).toEqual(['/beat', '/close']);
  expect(free.report.warnings).toEqual([]);
  expect(free.first).toMatch(/Save note.*Put away/s);
  shop.pages.requests.length = 0;
  const { read, first } = await press('Save note', 'interact', { read_only: true });
  expect(shop.posted()).toEqual(['/beat']);
  expect(first).toContain('This run is read-only');
  expect(read).toContain('FAILED: POST');
  expect(read).toContain('reads: [{ method: POST, path: /save }]');
});

test('an agent that only reads is logged in all the same, by forms that are posted back too', async () => {
  const { report } = await press('Welcome', 'read', { path: '/home', credentials });
  expect(shop.posted()).toEqual(['/login', '/callback', '/beat']);
  expect(report.step_results).toMatchObject([{ action: 'login', status: 'ok' }]);
});

const AUTH = `auth_required: true
auth: { mode: form_login, login_url: '{base_url}/login', success: { url_contains: /home } }`;
const step = (selector: string, more: string) => `  - { action: click, selector: '${selector}', ${more} }\n`;

test('a read-only playbook logs in and reads; what it may not send fails the step with the line that would allow it', async () => {
  const steps = `  - { action: goto, params: { url: '${'{base_url}'}/orders' } }\n${step('text=Save note', 'effect: write, on_failure: abort')}`;
  const { report } = await shop.run('/home', steps, { keys: AUTH, config: { ...config, credentials, read_only: true } });
  expect(report).toMatchObject({ status: 'failed', ledger: [], error: { code: 'GUARDRAIL_BLOCKED' } });
  expect(report.error?.message).toContain('reads: [{ method: POST, path: /save }]');
  expect(shop.posted().filter((path) => path !== '/beat')).toEqual(['/login', '/callback']);
});

test('what "reads" lists passes in a read-only playbook', async () => {
  const steps = step('#close', 'verify: { expect_text_on_page: answered 200 }');
  const keys = 'reads: [{ method: POST, path: /close }]';
  const { report } = await shop.run('/orders', steps, { keys, config: { ...config, read_only: true } });
  expect(report).toMatchObject({ status: 'completed', warnings: [] });
  const refused = await shop.run('/orders', steps, { config: { ...config, read_only: true, execution_mode: 'playbook_only' } });
  expect(refused.report).toMatchObject({ status: 'failed', ledger: [] });
  expect(shop.posted()).toEqual(['/beat', '/close', '/beat']);
});
