import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Pages, servePages } from './support/pages.ts';
import { openTestPlace, type TestPlace } from './support/run-here.ts';

const QUIET = { trace: false, screenshots: false };

/** What the application received, oldest first, as `path` or `path: body`. */
const received: string[] = [];
/** Answers that a test holds back until it is over. */
const held: ServerResponse[] = [];

const html = (body: string, script = '') =>
  `<!doctype html><html lang="en"><title>Shop</title><body>${body}<script>const send = (path, body, type = 'application/json') => fetch(path, { method: 'POST', body, headers: { 'content-type': type } });
const toast = (text, ms) => { const p = document.createElement('p'); p.textContent = text; document.body.append(p); setTimeout(() => p.remove(), ms); };
${script}</script></body></html>`;

/** Answers with a status after noting the request and its body. */
const note = (status: number, body = '', delayMs = 0) => {
  return async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks).toString();
    received.push(`${request.url}${sent === '' ? '' : `: ${sent}`}`);
    setTimeout(() => response.writeHead(status, { 'content-type': 'text/html' }).end(body), delayMs);
  };
};

let expired = true;

describe('effects are observed', () => {
  let place: TestPlace;
  let pages: Pages;

  beforeAll(async () => {
    place = await openTestPlace();
    pages = await servePages({
      '/save': html(
        '<h1>Order 7</h1><button onclick="go()">Save</button><p id=s></p>',
        "const go = async () => { await send('/ok'); s.textContent = 'Order saved'; };",
      ),
      '/twice': html('<h1>Order 7</h1><button onclick="go()">Save</button>', "const go = async () => { await send('/ok'); };"),
      '/optimistic': html(
        '<h1>Order 7</h1><b id=s>Paid</b><button onclick="go()">Cancel</button>',
        "const go = async () => { s.textContent = 'Cancelled'; const r = await send('/slow-500'); if (!r.ok) setTimeout(() => { s.textContent = 'Paid'; }, 50); };",
      ),
      '/old-toast': html('<h1>Edit</h1><p>Saved</p><button onclick="go()">Save</button>', "const go = () => send('/conflict');"),
      '/held': html('<h1>Edit</h1><p>Saved</p><button onclick="go()">Save</button>', "const go = () => send('/ok');"),
      '/list-again': html(
        '<h1>Rows</h1><div id=list><p>Saved</p></div><button onclick="go()">Save</button>',
        "const go = async () => { await send('/ok'); list.innerHTML = ''; setTimeout(() => { list.innerHTML = '<p>Saved</p>'; }, 60); };",
      ),
      '/form': '<h1>Order</h1><p>Status: Open</p><form method=post action=/redirects><button>Save</button></form>',
      '/redirects': (_request, response) => void response.writeHead(303, { location: '/form' }).end(),
      '/short-toast': html(
        '<h1>Edit</h1><button onclick="go()">Save</button>',
        "const go = async () => { await send('/ok'); setTimeout(() => toast('All saved', 100), 80); };",
      ),
      '/refused-form': html(
        '<h1>Edit</h1><form method=post action=/refused-form-again><input name=amount value=x><button>Save</button></form>',
      ),
      '/refused-form-again': note(200, '<h1>Edit</h1><p>Enter a number.</p>'),
      '/graph': html(
        '<h1>Orders</h1><button id=q>Search</button><button id=m>Cancel all</button><p id=s></p>',
        `q.onclick = async () => { await send('/graphql', JSON.stringify({ query: 'query Find { orders { id } }' })); s.textContent = 'Found 3'; };
        m.onclick = async () => { await send('/graphql', JSON.stringify({ query: 'mutation Cancel { cancel }' })); s.textContent = 'All cancelled'; };`,
      ),
      '/search': html(
        '<h1>Orders</h1><button id=q>Search</button><p id=s></p>',
        "q.onclick = async () => { await send('/api/v1/orders/search', JSON.stringify({ text: 'lamp' })); s.textContent = 'Found 3'; };",
      ),
      '/heartbeat': html(
        '<h1>Chat</h1><button id=b>Open</button><p id=s></p>',
        "setInterval(() => send('/alive'), 40); b.onclick = () => { s.textContent = 'Opened'; };",
      ),
      '/long-poll': html(
        '<h1>Chat</h1><button id=b>Open</button><p id=s></p>',
        "const poll = () => send('/held-back', 'poll').then(poll, () => 0); poll(); b.onclick = () => { s.textContent = 'Opened'; };",
      ),
      '/beacon': html(
        '<h1>Shop</h1><button id=b>Open</button><p id=s></p>',
        "b.onclick = () => { navigator.sendBeacon('/ok'); s.textContent = 'Opened'; };",
      ),
      '/elsewhere': html(
        '<h1>Shop</h1><button id=b>Open</button><p id=s></p>',
        "b.onclick = () => { fetch(location.origin.replace('127.0.0.1', 'localhost') + '/ok', { method: 'POST', mode: 'no-cors' }); s.textContent = 'Opened'; };",
      ),
      '/renews': html(
        '<h1>Order</h1><button id=b>Save</button><p id=s></p>',
        "b.onclick = async () => { let r = await send('/needs-token'); if (r.status === 401) { await fetch('/token'); r = await send('/needs-token'); } s.textContent = r.ok ? 'Order saved' : 'No'; };",
      ),
      '/needs-token': (request, response) => note(expired ? 401 : 200)(request, response),
      '/token': (_request, response) => {
        expired = false;
        response.end('ok');
      },
      '/pager': html(
        '<h1 id=h>Page 1</h1><button id=b>Next</button>',
        "let at = 1; b.onclick = async () => { await fetch('/page?' + ++at); h.textContent = 'Page ' + at; };",
      ),
      '/page': (request, response) => {
        received.push(request.url ?? '');
        response.end('rows');
      },
      '/switch': html(
        '<h1>Customer</h1><button role=switch aria-checked=false id=b>Blocked</button>',
        "b.onclick = () => b.setAttribute('aria-checked', b.getAttribute('aria-checked') !== 'true');",
      ),
      '/dead': html(
        '<h1>Order</h1><div id=root><button>Save</button></div><p id=s></p>',
        "setTimeout(() => { root.innerHTML = '<button>Save</button>'; root.firstChild.onclick = async () => { await send('/ok'); s.textContent = 'Order saved'; }; }, 1200);",
      ),
      '/required': '<h1>Order</h1><form method=post action=/ok><label>Reason <input name=r required></label><button>Save</button></form>',
      '/quiet-500': html(
        '<h1>Order</h1><button id=b>Save</button> <button id=n>Next</button><p id=s></p>',
        "b.onclick = () => send('/slow-500'); n.onclick = () => { s.textContent = 'Step 2'; };",
      ),
      '/graphql': note(200, '{}'),
      '/api/v1/orders/search': note(200, '{}'),
      '/alive': (_request, response) => void response.end('ok'),
      '/held-back': (_request, response) => void held.push(response),
      '/ok': note(200, 'ok'),
      '/conflict': note(409),
      '/slow-500': note(500, '', 300),
    });
  });
  afterEach(() => {
    for (const response of held.splice(0)) response.end();
    received.length = 0;
  });
  afterAll(async () => {
    await pages.close();
    await place.remove();
  });

  const run = async (page: string, steps: string, more = '') => {
    await place.playbook('job', `id: job\nname: Job\nstart_url: '{base_url}${page}'\n${more}\nsteps:\n${steps}`);
    const { report } = await place.run({
      directive: 'go',
      playbook: 'job',
      start_url: pages.url('/'),
      recording: QUIET,
      timeout_seconds: 200,
      execution_mode: 'playbook_only',
    });
    return report;
  };
  const click = (name: string, more: string) => `  - { action: click, selector: { primary: 'role=button[name="${name}"]' }, ${more} }\n`;

  test('a step that saved and did not say so is in the ledger, is not repeated, and the error says that it was performed', async () => {
    const report = await run('/twice', click('Save', 'verify: { expect_text_on_page: Stored, timeout_ms: 500 }'));
    expect(received).toEqual(['/ok']);
    expect(report.status).toBe('failed');
    expect(report.error?.failure).toMatchObject({ reason: 'verification', performed: 'yes' });
    expect(report.ledger).toMatchObject([
      {
        id: '1',
        step: 1,
        state: 'committed',
        declared: false,
        driver: 'playbook',
        evidence: [{ method: 'POST', path: '/ok', status: 200 }],
      },
    ]);
  });

  test('a step with an undeclared effect that worked completes with a warning', async () => {
    const report = await run('/save', click('Save', 'verify: { expect_text_on_page: Order saved }'));
    expect(report).toMatchObject({ status: 'completed', ledger: [{ state: 'verified', declared: false }] });
    expect(report.warnings.join()).toContain('Undeclared effect: step 1 (click) sent POST /ok (200)');
    expect(report.summary).not.toContain('Not verified');
  });

  test.each([
    ['what is taken back again after the answer', '/optimistic', 'Cancel', 'Cancelled', 'unknown', 'POST /slow-500 was answered with 500'],
    ['what stood there before', '/old-toast', 'Save', 'Saved', undefined, 'POST /conflict was answered with 409'],
  ])('%s proves nothing', async (_what, page, button, text, state, message) => {
    for (const effect of ['write', 'none']) {
      const report = await run(page, click(button, `effect: ${effect}, verify: { expect_text_on_page: ${text} }`));
      expect(report.status).toBe('failed');
      expect(report.error?.message).toContain(message);
      expect(report.ledger[0]?.state).toBe(state);
    }
    expect(received).toHaveLength(2);
  });

  test('a click that sent nothing completes with a warning if all that it expects held before', async () => {
    const heading = '  - { action: click, selector: { primary: h1 }, verify: { expect_text_on_page: Saved } }\n';
    const report = await run('/held', heading);
    expect(report).toMatchObject({ status: 'completed', ledger: [] });
    expect(report.warnings.join()).toContain('Step 1 (click) may have done nothing');
    const right = await run('/save', click('Save', 'effect: write, verify: { expect_text_on_page: Order saved }'));
    expect(right).toMatchObject({ status: 'completed', warnings: [] });
  });

  test('an expectation that held before leaves the effect committed, and the summary begins with that', async () => {
    const step = (more: string) => click('Save', `effect: write, verify: { expect_text_on_page: Saved }${more}`);
    const report = await run('/held', step(''));
    expect(report).toMatchObject({
      status: 'completed',
      ledger: [{ state: 'committed' }],
      step_results: [{ verified: false, effect: 'committed' }],
    });
    expect(report.summary.split('\n')[0]).toBe('Not verified: step 1 (click).');
    const strict = await run('/held', step(', on_unverified: fail'));
    expect(strict).toMatchObject({ status: 'failed', error: { failure: { reason: 'unverified', performed: 'yes' } } });
  });

  test.each([
    ['a message that lives for 100 ms', '/short-toast', 'expect_text_on_page: All saved'],
    ['a text that went away and came back after the answer', '/list-again', 'expect_text_on_page: Saved'],
    ['a redirect to a page on which it holds', '/form', "expect_text_on_page: 'Status: Open'"],
    ['the answer that the playbook expects', '/held', 'expect_text_on_page: Saved, expect_response: { url_contains: /ok, status: 200 }'],
    ['a request that was sent again with a new token', '/renews', 'expect_text_on_page: Order saved'],
  ])('%s proves the effect', async (_what, page, verify) => {
    const report = await run(page, click('Save', `effect: write, verify: { ${verify} }`));
    expect([report.error, report.status, report.ledger[0]?.state]).toEqual([null, 'completed', 'verified']);
  });

  test('a form that is answered with the form again is no success', async () => {
    const report = await run('/refused-form', click('Save', 'effect: write, verify: { expect_text_on_page: Saved, timeout_ms: 500 }'));
    expect(report).toMatchObject({ status: 'failed', ledger: [{ state: 'committed' }] });
    expect(received).toHaveLength(1);
  });

  test('a query reads, a mutation is an effect', async () => {
    const found = await run('/graph', click('Search', 'verify: { expect_text_on_page: Found 3 }'));
    expect(found).toMatchObject({ status: 'completed', ledger: [], warnings: [] });
    const cancelled = await run('/graph', click('Cancel all', 'effect: write, verify: { expect_text_on_page: All cancelled }'));
    expect(cancelled.ledger).toMatchObject([{ state: 'verified', evidence: [{ operation: 'mutation Cancel' }] }]);
  });

  test('what the playbook lists under reads is no effect', async () => {
    const step = click('Search', 'verify: { expect_text_on_page: Found 3 }');
    expect((await run('/search', step)).ledger).toHaveLength(1);
    const report = await run('/search', step, 'reads: [{ method: POST, path: /api/*/orders/search }]');
    expect(report).toMatchObject({ status: 'completed', ledger: [], warnings: [] });
  });

  test.each([
    ['a heartbeat', '/heartbeat'],
    ['a long poll', '/long-poll'],
    ['a beacon', '/beacon'],
    ['a request to another site without a cookie', '/elsewhere'],
  ])('%s is no effect', async (_what, page) => {
    const idle = `  - { action: wait_for, params: { text: Open } }\n  - { action: evaluate, params: { script: 'new Promise((done) => setTimeout(done, 2500))' } }\n`;
    const steps = page === '/heartbeat' || page === '/long-poll' ? idle : '';
    const report = await run(page, `${steps}${click('Open', 'verify: { expect_text_on_page: Opened }')}`);
    expect(report).toMatchObject({ status: 'completed', ledger: [], warnings: [] });
  });

  test('a click that the page has reacted to is not repeated', async () => {
    const paged = await run('/pager', click('Next', 'verify: { expect_text_on_page: Page two, timeout_ms: 500 }'));
    expect([paged.status, received]).toEqual(['failed', ['/page?2']]);
    const switched = await run('/switch', click('Blocked', 'verify: { expect_text_on_page: Blocked now, timeout_ms: 500 }'));
    expect(switched.status).toBe('failed');
  });

  test('a button that did nothing is pressed again, also one that writes', async () => {
    for (const effect of ['none', 'write']) {
      const report = await run('/dead', click('Save', `effect: ${effect}, verify: { expect_text_on_page: Order saved, timeout_ms: 2000 }`));
      expect(report).toMatchObject({ status: 'completed', ledger: [{ state: 'verified' }] });
    }
    expect(received).toEqual(['/ok', '/ok']);
  });

  test('a form that was held back sent nothing, and the error names the field', async () => {
    const report = await run('/required', click('Save', 'effect: write, verify: { expect_text_on_page: ok, timeout_ms: 500 }'));
    expect(report).toMatchObject({ status: 'failed', ledger: [], error: { failure: { reason: 'form_invalid', performed: 'no' } } });
    expect(report.error?.message).toContain('Reason');
  });

  test('a step without a verification waits for the answer, and an error of the application fails it', async () => {
    const report = await run('/quiet-500', `${click('Save', 'effect: write')}${click('Next', 'verify: { expect_text_on_page: Step 2 }')}`);
    expect(report).toMatchObject({
      status: 'failed',
      ledger: [{ step: 1, state: 'unknown' }],
      error: { failure: { reason: 'effect_failed', performed: 'maybe' } },
    });
    expect(report.step_results).toHaveLength(1);
  });
});
