import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Pages, servePages } from './support/pages.ts';
import { openTestPlace, type TestPlace } from './support/run-here.ts';

/** 127.0.0.1 is allowed and localhost, the same machine, is not. */
const GUARDRAILS = { allow_private_networks: true, allowed_domains: ['127.0.0.1'] };

let pages: Pages;
let place: TestPlace;
/** What the applications were sent, in order. */
const did: string[] = [];

const page = (title: string, body: string, script = '') =>
  `<!doctype html><title>${title}</title><link rel="icon" href="data:,">${body}<script>${script}</script>`;
const doing = (request: IncomingMessage, response: ServerResponse) => {
  did.push((request.url ?? '').slice('/do/'.length));
  response.end('ok');
};
const POST = `const post = (what) => fetch('/do/' + what, { method: 'POST' });`;

beforeAll(async () => {
  place = await openTestPlace();
  const order = (number: number) =>
    page(
      `Order ${number}`,
      `<h1>Order ${number}</h1><button id="save">Save</button> <button id="pay">Mark as paid</button><p id="state"></p>`,
      `${POST} save.onclick = async () => { await post('save${number}'); window.open('/order8'); state.textContent = 'Saved'; };
       pay.onclick = async () => { await post('pay${number}'); state.textContent = 'Paid'; };`,
    );
  pages = await servePages({
    '/order7': order(7),
    '/order8': order(8),
    '/list': page(
      'Orders',
      `<h1>Orders</h1><a href="/detail?of=7" target="_blank" rel="noopener">Details of 7</a>
       <a href="/detail?of=8" target="_blank" rel="noopener">Details of 8</a><button id="next">Next order</button><p id="state"></p>`,
      `${POST} next.onclick = async () => { await post('next'); state.textContent = 'Order 9 is shown'; };`,
    ),
    '/detail': (request, response) => {
      const of = new URL(request.url ?? '', 'http://here').searchParams.get('of');
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(page(`Detail ${of}`, `<h1>Detail of order ${of}</h1><p id="lamp">Lamp ${of}</p>`));
    },
    '/product': page(
      'Change product',
      `<label>Category <select id="category"><option>None</option></select></label>
       <a href="#" id="add" onclick="window.open('/category', 'add', 'width=400,height=300'); return false">Add category</a> <button id="keep">Keep</button><p id="state"></p>`,
      `window.added = (name, popup) => { category.append(new Option(name)); category.value = name; popup.close(); };
       ${POST} keep.onclick = async () => { await post('keep:' + category.value); state.textContent = 'Product kept'; };`,
    ),
    '/category': page(
      'Add category',
      `<form onsubmit="event.preventDefault(); opener.added(this.name.value, window)"><label>Name <input name="name"></label><button>Add it</button></form>`,
    ),
    '/news': page(
      'News',
      `<button id="save">Save</button> <button id="pay">Mark as paid</button><p id="state"></p>`,
      `${POST} save.onclick = () => { window.open('/to-localhost'); void post('save'); state.textContent = 'Saved'; };
       pay.onclick = async () => { await post('pay'); state.textContent = 'Paid'; };`,
    ),
    '/to-localhost': (_request, response) =>
      void response.writeHead(302, { location: pages.url('/list').replace('127.0.0.1', 'localhost') }).end(),
    '/invoice': page(
      'Invoice',
      `<button id="make">Invoice</button> <button id="end">Close order</button><p id="state"></p>`,
      `${POST} make.onclick = () => { const tab = window.open(''); setTimeout(() => {
         tab.location = URL.createObjectURL(new Blob(['<h1>Print preview</h1>'], { type: 'text/html' })); state.textContent = 'Invoice made'; }); };
       end.onclick = async () => { await post('close'); state.textContent = 'Closed'; };`,
    ),
    '/slow': page('Slow', `<form action="/slow-next"><button id="save" onclick="window.open('/order8')">Save</button></form>`),
    '/slow-next': (_request, response) => void setTimeout(() => response.end(order(7)), 700),
    ...Object.fromEntries(
      ['save', 'save7', 'save8', 'pay', 'pay7', 'pay8', 'next', 'close', 'keep:Lamps'].map((what) => [`/do/${what}`, doing]),
    ),
  });
});
beforeEach(() => {
  did.length = 0;
});
afterAll(async () => {
  await pages.close();
  await place.remove();
});

const run = async (start: string, steps: string) => {
  await place.playbook('job', `id: job\nname: Job\nstart_url: '${pages.url(start)}'\nsteps:\n${steps}`);
  const { report, events } = await place.run({
    directive: 'go',
    playbook: 'job',
    start_url: pages.origin,
    guardrails: GUARDRAILS,
    recording: { trace: false, screenshots: false },
    execution_mode: 'playbook_only',
  });
  return { report, events, tabs: report.step_results.map(({ tab }) => tab?.slice(pages.origin.length)) };
};
const click = (selector: string, more = '') => `  - { action: click, selector: { primary: '${selector}' }${more} }\n`;
const extract = (selector: string, name: string) => `  - { action: extract, selector: { primary: '${selector}' }, store_as: ${name} }\n`;

describe('a playbook that does not mention tabs', () => {
  test('stays in its tab when the new one has a button of the same name', async () => {
    const { report, tabs } = await run(
      '/order7',
      click('text=Save', ', verify: { expect_text_on_page: Saved }') +
        click('text=Mark as paid', ', verify: { expect_text_on_page: Paid }'),
    );
    expect(report.error).toBeNull();
    expect(did).toEqual(['save7', 'pay7']);
    expect(tabs.at(-1)).toBe('/order7');
  });

  test('waits for the next page of its tab although the new tab has the button at once', async () => {
    const { report } = await run('/slow', click('text=Save') + click('text=Mark as paid'));
    expect(report.error).toBeNull();
    expect(did).toEqual(['pay7']);
  });

  test('reads in the tab that has the target, newest first, and comes back for what only the opener has', async () => {
    const { report, tabs, events } = await run(
      '/list',
      click('text=Details of 7') +
        extract('#lamp', 'first') +
        click('text=Details of 8', ', verify: { expect_url_contains: of=8 }') +
        extract('#lamp', 'second') +
        click('text=Next order', ', verify: { expect_text_on_page: Order 9 is shown }'),
    );
    expect(report.error).toBeNull();
    expect(report.data).toEqual({ first: 'Lamp 7', second: 'Lamp 8' });
    expect(did).toEqual(['next']);
    expect(tabs.slice(1)).toEqual(['/detail?of=7', '/list', '/detail?of=8', '/list']);
    expect(events).toContainEqual(expect.objectContaining({ type: 'notice', kind: 'tab', message: expect.stringContaining('opens: tab') }));
  });

  test('waits for a text in the tab that shows it, and reads the page there', async () => {
    const { report } = await run(
      '/list',
      `${click('text=Details of 7')}  - { action: wait_for, params: { text: Detail of order 7 } }\n  - { action: extract, store_as: all }\n`,
    );
    expect(report.data.all).toContain('Lamp 7');
  });

  test('fills a popup that closes itself and changes its opener, and goes on there', async () => {
    const { report } = await run(
      '/product',
      `${click('#add')}  - { action: key_press, selector: { primary: 'input[name=name]' }, params: { text: Lamps } }
${click('text=Add it')}${click('#keep', ', verify: { expect_text_on_page: Product kept }')}`,
    );
    expect(report.error).toBeNull();
    expect(did).toEqual(['keep:Lamps']);
  });

  test('goes on when a tab leads to a refused host, which is closed and reported', async () => {
    const { report, events } = await run(
      '/news',
      click('#save', ', effect: write, verify: { expect_text_on_page: Saved }') + click('#pay', ', verify: { expect_text_on_page: Paid }'),
    );
    expect(report.error).toBeNull();
    expect(did).toEqual(['save', 'pay']);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'notice', kind: 'tab', message: expect.stringContaining('A tab that the page opened was closed.') }),
    );
  });

  test('goes on when a tab shows what the page made itself', async () => {
    const { report } = await run(
      '/invoice',
      click('#make', ', verify: { expect_text_on_page: Invoice made }') + click('#end', ', verify: { expect_text_on_page: Closed }'),
    );
    expect(report.error).toBeNull();
    expect(did).toEqual(['close']);
  });
});

describe('a playbook that names its tabs', () => {
  test('follows the tab that a click opens, and goes back when it closes', async () => {
    const { report, tabs } = await run(
      '/list',
      `${click('text=Details of 7', ', params: { opens: tab }')}  - { action: extract, store_as: all }
  - { action: close_tab }
${click('text=Next order', ', verify: { expect_text_on_page: Order 9 is shown }')}`,
    );
    expect(report.error).toBeNull();
    expect(report.data.all).toContain('Lamp 7');
    expect(tabs.slice(0, 2)).toEqual(['/detail?of=7', '/detail?of=7']);
    expect(did).toEqual(['next']);
  });

  test.each(['title: Detail 7', 'url_contains: of=7', 'index: 1'])('switches to a tab by %s, and back to its opener', async (name) => {
    const { report } = await run(
      '/list',
      `${click('text=Details of 7')}${click('text=Details of 8')}  - { action: switch_tab, params: { ${name} } }
${extract('h1', 'detail')}  - { action: switch_tab, params: { opener: true } }
${extract('h1', 'list')}`,
    );
    expect(report.error).toBeNull();
    expect(report.data).toEqual({ detail: 'Detail of order 7', list: 'Orders' });
  });

  test('does not look for a target elsewhere', async () => {
    const { report } = await run(
      '/list',
      click('text=Details of 7', ', params: { opens: tab }') + click('text=Next order', ', timeout_ms: 1500'),
    );
    expect(report.error).toMatchObject({ code: 'STEP_FAILED', failure: { reason: 'not_found' } });
    expect(did).toEqual([]);
  });

  test('fails when the click opens no tab, or when several tabs fit', async () => {
    const none = await run('/list', click('text=Next order', ', params: { opens: tab }, timeout_ms: 1500, on_failure: abort'));
    expect(none.report.error).toMatchObject({ failure: { reason: 'tab_not_opened', performed: 'yes' } });
    const several = await run(
      '/list',
      `${click('text=Details of 7')}${click('text=Details of 8')}  - { action: switch_tab, params: { title: Detail }, timeout_ms: 1500 }\n`,
    );
    expect(several.report.error?.message).toContain('2 tabs have "Detail" in its title');
  });
});
