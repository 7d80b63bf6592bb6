import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pages, servePages } from './support/pages.ts';
import { openTestPlace, type TestPlace } from './support/run-here.ts';

let pages: Pages;
let place: TestPlace;

const page = (body: string, script = '') =>
  `<!doctype html><title>Page</title><link rel="icon" href="data:,">${body}<script>${script}</script>`;
/** An application that draws each route late: after a request, or by a timer. */
const app = page(
  `<nav><a href="#/orders/7">Seven</a> <a href="/app/orders/8" id="eight">Eight</a></nav><div id="view"></div><h2 id="note">Note</h2>`,
  `const draw = () => { if (location.hash === '#note') return; const route = location.hash.slice(1) || location.pathname.slice(4);
     const show = (text) => { view.innerHTML = '<h1>' + text + '</h1>'; };
     if (route.endsWith('8')) return fetch('/api' + route).then((answer) => answer.text()).then(show);
     setTimeout(show, 400, 'Order' + route.replace('/orders/', ' ')); };
   view.innerHTML = '<h1>Start</h1>';
   addEventListener('hashchange', draw);
   eight.onclick = (event) => { event.preventDefault(); history.pushState(0, '', '/app/orders/8'); void draw(); };`,
);

beforeAll(async () => {
  place = await openTestPlace();
  const failing = (status: number, text: string) => ({
    answer: (_request: unknown, response: import('node:http').ServerResponse) =>
      void response.writeHead(status, { 'content-type': 'text/html' }).end(page(`<h1>${text}</h1>`)),
  });
  pages = await servePages({
    '/': page('<h1>Start</h1><a href="/broken">Report</a> <a href="/order/9">Order 9</a>'),
    '/broken': failing(500, 'Something went wrong').answer,
    // A single-page application on a host that answers its routes with 404, and draws them late.
    '/spa/7': (_request, response) =>
      void response
        .writeHead(404, { 'content-type': 'text/html' })
        .end(page('<div id="view">Loading</div>', `setTimeout(() => { view.innerHTML = '<h1>Order 7</h1>'; }, 300)`)),
    '/app': app,
    '/api/orders/8': (_request, response) => void setTimeout(() => response.end('Order 8'), 600),
  });
});
afterAll(async () => {
  await pages.close();
  await place.remove();
});

const run = async (steps: string, start = '/') => {
  await place.playbook('job', `id: job\nname: Job\nstart_url: '{base_url}${start}'\nsteps:\n${steps}`);
  const { report } = await place.run({
    directive: 'go',
    playbook: 'job',
    start_url: pages.origin,
    recording: { trace: false, screenshots: false },
    execution_mode: 'playbook_only',
  });
  return report;
};
const goto = (path: string, more = '') => `  - { action: goto, params: { url: '{base_url}${path}'${more} } }\n`;
const read = (more = '') => `  - { action: extract, selector: { primary: h1 }, store_as: title${more} }\n`;

describe('a page that is answered with an error', () => {
  test('fails the step that opens it, with status and address, and names the key that accepts it', async () => {
    const { error, step_results } = await run(goto('/order/9') + read());
    expect(error).toMatchObject({ code: 'STEP_FAILED', failure: { reason: 'http_error', retryable: false } });
    expect(error?.message).toContain(`${pages.url('/order/9')} was answered with 404 Not Found`);
    expect(error?.message).toContain('accept_status: [404]');
    expect(step_results).toHaveLength(1);
  });

  test('is opened a second time after a server error', async () => {
    const before = pages.requests.length;
    const { error } = await run(goto('/broken'));
    expect(error?.message).toContain('500 Internal Server Error');
    expect(pages.requests.slice(before).filter((line) => line === 'GET /broken')).toHaveLength(2);
  });

  test('is not read as data when a link led there', async () => {
    const { error, data } = await run(`  - { action: click, selector: { primary: 'text=Report' } }\n${read()}`);
    expect(error).toMatchObject({ failure: { reason: 'http_error', performed: 'no' } });
    expect(error?.message).toContain(`${pages.url('/broken')} was answered with 500`);
    expect(data).toEqual({});
  });

  test('is named by a step that cannot find its target there, and by an expectation that does not hold', async () => {
    const link = `  - { action: click, selector: { primary: 'text=Order 9' } }\n`;
    const target = await run(`${link}  - { action: click, selector: { primary: 'text=Cancel' }, timeout_ms: 1000, on_failure: abort }\n`);
    expect(target.error?.message).toContain(`${pages.url('/order/9')} (answered with 404)`);
    const expected = await run(link.replace(' } }', ` }, on_failure: abort, verify: { expect_text_on_page: Order 9, timeout_ms: 500 } }`));
    expect(expected.error?.message).toContain('(answered with 404)');
  });

  test('is used and read when the step accepts it', async () => {
    const { error, data } = await run(goto('/spa/7', ', accept_status: [404]') + read());
    expect(error).toBeNull();
    expect(data).toEqual({ title: 'Order 7' });
  });
});

describe('a single-page application', () => {
  test('is read after its view has changed: a goto to another fragment', async () => {
    const { error, data } = await run(goto('/app#/orders/7') + read() + goto('/app#/orders/8') + read().replace('title', 'next'), '/app');
    expect(error).toBeNull();
    expect(data).toEqual({ title: 'Order 7', next: 'Order 8' });
  });

  test('is read after its view has changed: a click on a link', async () => {
    const click = (text: string) => `  - { action: click, selector: { primary: 'text=${text}' } }\n`;
    const { data } = await run(click('Seven') + read() + click('Eight') + read().replace('title', 'next'), '/app');
    expect(data).toEqual({ title: 'Order 7', next: 'Order 8' });
  });

  test('does not wait for a fragment that names a place of the page', async () => {
    const { error, data } = await run(goto('/app#note') + read(), '/app');
    expect(error).toBeNull();
    expect(data).toEqual({ title: 'Start' });
  });
});
