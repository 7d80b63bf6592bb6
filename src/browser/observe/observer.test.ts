import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Deadline, startDeadline } from '../../base/index.ts';
import type { RoteError } from '../../contract/index.ts';
import { createObserver, type ObserveOptions, type Observer } from './index.ts';

let browser: Browser;
let page: Page;
let observer: Observer;
let origin: string;
let deadline: Deadline;
const pages = new Map<string, { html: string; headers?: Record<string, string> }>();

const server = createServer((request, response) => {
  const found = pages.get(new URL(request.url ?? '/', 'http://x').pathname);
  response.writeHead(found ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', ...found?.headers });
  response.end(found?.html ?? 'nothing here');
});

beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // Isolates origins in separate processes, as a user's browser does.
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--site-per-process'] });
});

afterAll(async () => {
  await browser?.close();
  server.close();
});

beforeEach(async () => {
  await page?.context().close();
  page = await (await browser.newContext()).newPage();
  observer = createObserver({ page: () => page });
  deadline = startDeadline(30_000, 'a test');
});

const show = async (html: string, options: ObserveOptions = {}) => {
  await page.setContent(html);
  return observer.observe(options, deadline);
};
const look = (options: ObserveOptions = {}) => observer.observe(options, deadline);
const body = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !/^(?:url|title): /.test(line))
    .join('\n');
const refOf = (text: string, words: string): string => {
  const ref = text.split('[').find((part) => part.includes(words) && /^(?:f\d+)?e\d+ /.test(part));
  if (!ref) throw new Error(`no ref for ${words} in\n${text}`);
  return ref.split(' ')[0] as string;
};
const clickRef = async (ref: string) => {
  const { frame, selector } = await observer.locate(ref, deadline);
  await frame.locator(selector).click({ timeout: 60_000 });
};
const failure = (work: Promise<unknown>): Promise<RoteError> =>
  work.then(
    () => Promise.reject(new Error('did not fail')),
    (error: RoteError) => error,
  );

describe('the text', () => {
  it('shows a form with labels, values, states and options, without passwords or repeated labels', async () => {
    const { text } = await show(`<title>Edit</title><h1>Customer</h1><form>
      <label for=n>Name</label><input id=n value="Ada" required>
      <label>Password <input type=password value="hunter2"></label>
      <label>Country <select>${['Austria', 'Belgium', 'Chile', 'Denmark', 'Estonia', 'France', 'Ghana', 'Haiti'].map((name) => `<option>${name}`).join('')}</select></label>
      <label><input type=checkbox checked> Newsletter</label>
      <fieldset><legend>Shipping</legend><label><input type=radio name=s checked>Post</label><label><input type=radio name=s>Courier</label></fieldset>
      <label>Mail <input type=email aria-invalid=true aria-describedby=e value=x></label><span id=e hidden></span>
      <input placeholder="Search…" disabled><textarea aria-label=Notes readonly>Likes tea</textarea><button>Save</button></form>`);
    expect(body(text)).toMatchInlineSnapshot(`
      "# Customer
      [e1 textbox "Name" = "Ada" required] [e2 password "Password" = (not shown)] [e3 select "Country" = "Austria" options: Austria | Belgium | Chile | Denmark | Estonia | France +2] [e4 checkbox "Newsletter" checked]
      [group "Shipping"]
       [e5 radio "Post" chosen] [e6 radio "Courier"]
      [e8 email "Mail" = "x" invalid] [e9 textbox hint "Search…" disabled] [e10 textbox "Notes" = "Likes tea" readonly] [e11 button "Save"]"
    `);
    expect(text).not.toContain('hunter2');
  });

  it('comes with a list of its refs', async () => {
    const { refs, elements } = await show('<title>x</title><label>Name <input></label><button>Save</button>');
    expect(refs).toEqual([
      { ref: 'e1', role: 'textbox', name: 'Name' },
      { ref: 'e2', role: 'button', name: 'Save' },
    ]);
    expect(elements).toBe(2);
  });

  it('hides a password after the page reveals it, and known secrets', async () => {
    observer = createObserver({ page: () => page, redact: (text) => text.replaceAll('s3cret', '[secret]') });
    const before = await show(
      '<title>x</title><input id=p type=password aria-label=Password value=hunter2><p>Your token: s3cret</p><button aria-label="copy s3cret">Copy</button>',
    );
    await page.evaluate("document.querySelector('#p').type = 'text'");
    const after = await look();
    for (const { text, changes } of [before, after]) expect(text + changes.join()).not.toMatch(/hunter2|s3cret/);
    expect(after.text).toContain('Password" = (not shown)');
  });

  it('shows an open dialog first, then the page behind it', async () => {
    const { text } = await show(
      '<title>x</title><h1>Orders</h1><p>Text</p><div role=dialog aria-modal=true aria-labelledby=t><h2 id=t>Cancel?</h2><button>Yes</button></div>',
    );
    expect(body(text)).toBe('[dialog "Cancel?" modal]\n [e1 button "Yes"]\n[page behind it]\n# Orders\nText');
  });

  it('shows widgets made of roles, listeners and custom elements', async () => {
    const { text } = await show(`<title>x</title>
      <div role=button tabindex=0 aria-pressed=true>Bold</div><div role=switch aria-checked=true tabindex=0>Wi-Fi</div>
      <div role=tablist><div role=tab aria-selected=true tabindex=0>One</div><div role=tab tabindex=-1>Two</div></div>
      <div role=combobox aria-expanded=false aria-label=Owner tabindex=0>Ada</div><div role=slider aria-label=Volume aria-valuenow=7 tabindex=0>-</div>
      <div onclick="1">Plain click</div><span style="cursor:pointer">Hand</span><div contenteditable aria-label=Note>Hello</div>
      <my-box></my-box><script>customElements.define('my-box', class extends HTMLElement { constructor() { super(); this.attachShadow({ mode: 'open' }).innerHTML = '<button>Inside</button>'; } })</script>
      <canvas width=30 height=20 aria-label=Chart></canvas><img width=9 height=9 alt="Logo" src="data:,">`);
    for (const words of [
      'button "Bold" pressed',
      'switch "Wi-Fi" checked',
      'tab "One" selected',
      'tab "Two"',
      'combobox "Owner" = "Ada" collapsed',
      'slider "Volume" = "7"',
      'clickable "Plain click"',
      'clickable "Hand"',
      'editor "Note" = "Hello"',
      'button "Inside"',
      '(canvas "Chart" 30x20)',
      '(image "Logo")',
    ])
      expect(text).toContain(words);
  });

  it('points at the label of a styled checkbox and at a transparent file field', async () => {
    const { text } = await show(`<title>x</title>
      <label style="display:inline-block"><input type=checkbox id=c style="position:absolute;left:-9999px"> Terms</label>
      <div style="position:relative;width:200px;height:40px">Choose a file<input type=file style="position:absolute;inset:0;opacity:0" aria-label=Receipt></div>`);
    expect(text).toContain('checkbox "Terms"');
    expect(text).toContain('file "Receipt"');
    await clickRef(refOf(text, 'checkbox "Terms"'));
    expect((await look()).text).toContain('checkbox "Terms" checked');
  });

  it('disambiguates elements of the same role and name', async () => {
    const { text } = await show(`<title>x</title>
      <div><h3>Lamp</h3><p>Nice</p><button>Buy it</button></div><div><h3>Chair</h3><p>Good</p><button>Buy it</button></div>
      <ul><li>Mail from Ada <button>Open</button></li><li>Mail from Bob <button>Open</button></li></ul>`);
    expect(text).toContain('button "Buy it" of "Lamp"');
    expect(text).toContain('button "Buy it" of "Chair"');
    expect(text).toMatch(/- Mail from Bob \[e\d+ button "Open"\]/);
  });
});

describe('folding', () => {
  const table = `<title>x</title><table><thead><tr><th>Order<th>Do</tr></thead><tbody>${Array.from({ length: 50 }, (_, i) => `<tr><td>#${1000 + i}<td><button>Open</button>`).join('')}</table>`;

  it('shows the header and first rows of a long table, and the rest on request', async () => {
    const { text } = await show(table);
    expect(text).toContain('#1004');
    expect(text).not.toContain('#1005');
    const [, ref] = /… 45 more rows: get_dom (e\d+) offset 5\]/.exec(text) ?? [];
    const rest = await look({ root: ref as string, offset: 5 });
    expect(rest.text).toContain('Order | Do');
    expect(rest.text).toContain('#1005');
    expect(rest.text).toContain('#1049');
    expect(rest.text).not.toContain('#1004');
    await clickRef(refOf(rest.text.split('#1030')[1] as string, 'Open'));
    // The refs of the page stay beside those of the part.
    await clickRef(refOf(text, 'Open'));
  });

  it('pages a part that does not fit', async () => {
    await show(table);
    const first = await look({ root: 'table', maxTokens: 300 });
    expect(encode(first.text).length).toBeLessThanOrEqual(300);
    const [, offset] = /more rows: get_dom e\d+ offset (\d+)\]/.exec(first.text) ?? [];
    const second = await look({ root: 'table', maxTokens: 300, offset: Number(offset) });
    expect(second.text).toContain(`#${1000 + Number(offset)}`);
  });

  it('shows one row, found by its content', async () => {
    await show(table);
    const { text } = await look({ root: 'tr:has-text("#1033")' });
    expect(body(text)).toMatch(/^\[table\]\nOrder \| Do\n#1033 \| \[e\d+ button "Open"\]$/);
  });

  it('folds long lists, options and paragraphs', async () => {
    const many = Array.from({ length: 90 }, (_, i) => `entry ${i}`);
    const { text } = await show(`<title>x</title><ul>${many.map((name) => `<li>${name} text`).join('')}</ul>
      <select aria-label=Kind>${many.map((name) => `<option>${name}`).join('')}</select><p id=p>${'Words and words. '.repeat(100)}</p>`);
    const [, list] = /… 80 more entries: get_dom (e\d+) offset 10\]/.exec(text) ?? [];
    expect((await look({ root: list as string, offset: 10 })).text).toContain('entry 89 text');
    expect((await look({ root: refOf(text, 'select') })).text).toContain('entry 89');
    const [, paragraph] = /more characters: get_dom (e\d+)\]/.exec(text) ?? [];
    expect((await look({ root: paragraph as string })).text).toContain('Words and words. '.repeat(90));
  });

  it('pages a page that does not fit by lines and loses nothing', async () => {
    await page.setContent(
      `<title>x</title>${Array.from({ length: 120 }, (_, i) => `<p>Paragraph ${i} of many <input aria-label="Field ${i}"></p><hr>`).join('')}`,
    );
    const found = new Set<string>();
    for (let offset: number | undefined = 0; offset !== undefined; ) {
      const { text } = await look({ maxTokens: 600, offset });
      expect(encode(text).length).toBeLessThanOrEqual(600);
      for (const [, field] of text.matchAll(/"Field (\d+)"/g)) found.add(field as string);
      const next = /more lines: get_dom offset (\d+)\]/.exec(text);
      offset = next ? Number(next[1]) : undefined;
    }
    expect(found.size).toBe(120);
  });
});

describe('navigation that was seen before', () => {
  const sections = ['Orders', 'Refunds', 'Customers', 'Products', 'Invoices', 'Shipments', 'Reports', 'Settings', 'Users', 'Audit log'];
  const nav = (current: string, more = '') =>
    `<nav aria-label="Main">${[...sections, ...(more === '' ? [] : [more])].map((one) => `<a href="/${one}"${one === current ? ' aria-current="page"' : ''}>${one}</a> `).join('')}</nav>`;

  it('is one line with its names, and get_dom shows it with refs that work', async () => {
    const first = await show(`<title>a</title>${nav('Orders')}<main><p>First</p></main>`);
    expect(first.text).toContain('link "Refunds"');
    const again = await show(`<title>b</title>${nav('Refunds')}<main><p>Second</p></main>`);
    expect(body(again.text)).toMatch(/nav "Main": \[10 entries, seen before \(Orders, Refunds \(current\), .*\): get_dom e\d+\]\nSecond$/);
    const [, ref] = /get_dom (e\d+)/.exec(again.text)!;
    const { text } = await look({ root: ref! });
    await page.evaluate("document.querySelector('a[href=\"/Audit log\"]').onclick = () => { document.title = 'pressed'; return false; }");
    await clickRef(refOf(text, 'Audit log'));
    expect(await page.title()).toBe('pressed');
    expect(again.refs.map(({ name }) => name)).toContain('Audit log');
  });

  it('is whole if it has changed or was asked for, and so are lists of the same document', async () => {
    await show(`<title>a</title>${nav('Orders')}`);
    expect((await show(`<title>b</title>${nav('Orders', 'Returns')}`)).text).toContain('link "Returns"');
    expect((await look({ requested: true })).text).toContain('link "Returns"');
    expect((await look()).text).toContain('seen before');
    const list = `<ul>${sections.map((one) => `<li><a href="/${one}">${one}</a>`).join('')}</ul>`;
    const lists = { '/a': list, '/b': list, '/c': '<p>Nothing</p>' };
    for (const [path, html] of Object.entries(lists))
      await page.route(`http://shop.test${path}`, (route) => route.fulfill({ contentType: 'text/html', body: `<title>x</title>${html}` }));
    const isWhole = async (path: string) => {
      await page.goto(`http://shop.test${path}`);
      return (await look()).text.includes('link "Refunds"');
    };
    expect(await isWhole('/a')).toBe(true);
    expect(await isWhole('/a')).toBe(true);
    expect(await isWhole('/b')).toBe(false);
    expect((await look()).text).toContain('seen before');
    expect(await isWhole('/c')).toBe(false);
    expect(await isWhole('/a')).toBe(true);
  });
});

describe('what a person sees as one thing', () => {
  it('shows where a link leads if its words do not say it, without secrets', async () => {
    await page.route('http://shop.test/**', (route) =>
      route.fulfill({
        contentType: 'text/html; charset=utf-8',
        body: `<title>x</title><a href="/orders/7/edit">Edit</a> <a href="/orders?page=2">2</a> <a href="/more?token=s3cr3t&tab=notes">Read more …</a>
          <a href="/orders/7">Order seven</a> <a href="#top">here</a> <a href="/very/long/path/that/goes/on/and/on/forever/42">→</a>`,
      }),
    );
    await page.goto('http://shop.test/');
    const { text } = await look();
    for (const shown of [
      '"Edit" -> /orders/7/edit]',
      '"2" -> /orders?page=2]',
      '"Read more …" -> /more?token=…&tab=notes]',
      '"Order seven"]',
      '"here"]',
    ])
      expect(text).toContain(shown);
    expect(text).toMatch(/-> …\/[\w/]*forever\/42\]/);
    expect(text).not.toContain('s3cr3t');
  });

  it('gives a row that is clicked as a whole a ref, by its own cursor, that of its cells, or that under the pointer', async () => {
    const rows = (attributes: string) =>
      `<table><tr><th></th><th>No</th><th>Name</th></tr>${[1, 2].map((n) => `<tr ${attributes}><td><input type=checkbox aria-label="Select ${n}"></td><td>No ${n}</td><td>Name ${n}</td></tr>`).join('')}</table>`;
    for (const [attributes, style] of [
      ['class=row', '.row:hover td { cursor: pointer }'],
      ['class=row', '.row { cursor: pointer }'],
      ['class=row', '.row td, .row input { cursor: pointer }'],
      ['tabindex=0', ''],
      ['onclick="1"', ''],
    ]) {
      const { text } = await show(`<title>x</title><style>${style}</style>${rows(attributes!)}`);
      expect(text.match(/^\[e\d+ clickable\] \| /gm) ?? [], `${attributes} ${style}`).toHaveLength(2);
    }
    const now = (text: string) => text.split('[page]').at(-1);
    expect(now((await show(`<title>x</title>${rows('')}`)).text)).not.toContain('clickable');
    const linked = rows('class=row').replaceAll('<td>No', '<td><a href="/1">Open</a> No');
    expect(now((await show(`<title>x</title><style>.row { cursor: pointer }</style>${linked}`)).text)).not.toContain('clickable');
  });

  it('shows a readonly text box and the button that changes it as one control', async () => {
    const picker = (button: string, more = '') =>
      `<div><label for=d>Due</label> <span><input id=d readonly value="1 May" ${more}>${button}</span></div>`;
    const { text } = await show(`<title>x</title>${picker('<button aria-label="Choose date" onclick="document.title=1">▾</button>')}`);
    expect(body(text)).toMatch(/\[e\d+ picker "Due" = "1 May"\]/);
    expect(text).not.toContain('Choose date');
    await clickRef(refOf(text, 'Due'));
    expect(await page.title()).toBe('1');
    expect((await show(`<title>x</title>${picker('<button>Copy</button>')}`)).text).toMatch(
      /textbox "Due" = "1 May" readonly.*button "Copy"/s,
    );
    expect((await show(`<title>x</title>${picker('<button>▾</button>', 'style="cursor:pointer"')}`)).text).toContain('textbox "Due"');
  });

  it('counts the rows of a folded table', async () => {
    const { text } = await show(
      `<title>x</title><table><tr><th>No</th></tr>${Array.from({ length: 30 }, (_, n) => `<tr><td>${n}</td></tr>`).join('')}</table>`,
    );
    expect(text).toMatch(/\[table e\d+ 5 of 30 rows\]/);
  });
});

describe('refs', () => {
  const buttons = '<title>x</title><button id=a onclick="document.title+=1">One</button><button id=b>Two</button>';

  it('match their element as long as it exists', async () => {
    const { text } = await show(buttons);
    await clickRef(refOf(text, 'One'));
    expect(await page.title()).toBe('x1');
    await page.evaluate("document.body.insertAdjacentHTML('afterbegin', '<button>Zero</button>')");
    const again = await look();
    expect(refOf(again.text, 'One')).toBe(refOf(text, 'One'));
    expect(refOf(again.text, 'Zero')).not.toBe(refOf(text, 'Two'));
  });

  it.each([
    ['removed', "document.querySelector('#b').remove()", 'replaced or removed'],
    ['replaced by a copy', "document.querySelector('#b').outerHTML = '<button id=b>Two</button>'", 'replaced or removed'],
    ['turned into another', "document.querySelector('#b').textContent = 'Delete all'", 'is now button "Delete all"'],
  ])('become stale when the element is %s', async (_, change, words) => {
    const { text } = await show(buttons);
    await page.evaluate(change);
    const error = await failure(observer.locate(refOf(text, 'Two'), deadline));
    expect(error.code).toBe('STEP_FAILED');
    expect(error.details?.reason).toBe('stale_ref');
    expect(error.message).toContain(words);
    expect(error.message).toContain('stale');
  });

  it('stay valid when a counter in the name changes', async () => {
    const { text } = await show('<title>x</title><button id=a>Inbox (2)</button>');
    await page.evaluate("document.querySelector('#a').textContent = 'Inbox (3)'");
    await clickRef(refOf(text, 'Inbox'));
  });

  it('become stale when their row gets new content', async () => {
    const { text } = await show('<title>x</title><table><tr><th>Id<th>Do<tr><td id=c>R-5003<td><button>Approve</button></table>');
    await page.evaluate("document.querySelector('#c').textContent = 'R-5004'");
    expect((await failure(observer.locate(refOf(text, 'Approve'), deadline))).message).toContain('R-5004');
  });

  it('are stale when they belong to another page, an older observation, another tab or nothing', async () => {
    pages.set('/one', { html: buttons });
    await page.goto(`${origin}/one`);
    const first = await look();
    await page.goto(`${origin}/one?again`);
    const one = refOf(first.text, 'One');
    expect((await failure(observer.locate(one, deadline))).message).toContain('stale');
    const second = await look();
    expect(second.text).not.toContain(`[${one} `);
    expect((await failure(observer.locate(one, deadline))).message).toContain('latest observation');
    expect((await failure(observer.locate('e999', deadline))).message).toContain('latest observation');
    const tab = await page.context().newPage();
    const old = page;
    page = tab;
    expect((await failure(observer.locate(refOf(second.text, 'One'), deadline))).message).toContain('another tab');
    page = old;
  });

  it('reach into shadow roots and frames of other origins until these navigate', async () => {
    pages.set('/top', {
      html: `<title>Top</title><button>Outer</button><iframe title=Pay src="${origin.replace('127.0.0.1', 'localhost')}/inner"></iframe>`,
    });
    pages.set('/inner', {
      html: '<title>Inner</title><div><template shadowrootmode=open><button onclick="document.title=\'clicked\'">Pay now</button></template></div><a href="/inner?2">Next</a>',
    });
    await page.goto(`${origin}/top`);
    const { text, refs } = await look();
    expect(text).toContain('[frame f1 "Pay" http://localhost:');
    const pay = refOf(text, 'Pay now');
    expect(pay).toMatch(/^f1e\d+$/);
    expect(refs).toContainEqual({ ref: pay, role: 'button', name: 'Pay now' });
    await clickRef(pay);
    expect(await page.frames()[1]?.title()).toBe('clicked');
    const next = refOf(text, 'Next');
    await clickRef(next);
    await page.frames()[1]?.waitForURL('**/inner?2');
    expect((await failure(observer.locate(pay, deadline))).message).toContain('stale');
    const after = await look();
    expect(after.text).toContain('f2e');
    expect((await failure(observer.locate(pay, deadline))).message).toContain('stale');
    await clickRef(refOf(after.text, 'Outer'));
  });
});

describe('what changed', () => {
  const form =
    "<title>x</title><h1>Orders</h1><input aria-label=Search><button onclick=\"document.querySelector('#m').textContent='Order saved'\">Save</button><p id=m></p><p>Rest</p>";

  it('comes first: added, changed, removed', async () => {
    await show(form);
    await page.fill('input', 'abc');
    await page.click('button');
    await page.evaluate("document.querySelector('h1').remove()");
    const { text, changes, newPage, changed } = await look();
    expect(changes).toEqual(['+ "Order saved"', '~ [e1 textbox "Search" = "abc"]', '- "Orders"']);
    expect({ newPage, changed }).toEqual({ newPage: false, changed: true });
    expect(body(text).startsWith('[changed]\n+ "Order saved"\n')).toBe(true);
  });

  it('collapses to a note on request, with valid refs, when the page is unchanged', async () => {
    const { text } = await show(form);
    const again = await look({ collapseUnchanged: true });
    expect(again.changed).toBe(false);
    expect(body(again.text)).toBe('[nothing changed since the last look: its refs stay valid]');
    await clickRef(refOf(text, 'Save'));
    expect((await look({ collapseUnchanged: true })).text).toContain('Order saved');
  });

  it('is empty for a new document and lists a new URL of the same document', async () => {
    pages.set('/form', { html: form });
    await page.goto(`${origin}/form`);
    expect((await look()).newPage).toBe(true);
    await page.evaluate("history.pushState({}, '', '/form?page=2')");
    expect((await look()).changes).toEqual([`~ url was ${origin}/form`]);
  });
});

describe('scope', () => {
  const html = `<title>x</title><a href="/a">Orders</a><a href="/out">Log out</a><button>Details</button><button>Delete order</button>
    <form><label>Search <input></label><button>Find</button></form><input type=file aria-label=Receipt><p>Text stays</p>`;

  it('keeps hidden kinds in the page', async () => {
    const { text, hiddenElements } = await show(html, {
      scope: { hiddenKinds: ['form_field', 'file_input', 'submit', 'dangerous_button', 'account_control'] },
    });
    expect(body(text)).toBe('[e1 link "Orders"] [e2 button "Details"]\nText stays');
    expect(hiddenElements).toBe(5);
  });

  it('keeps questions of help pages, which only name what a dangerous control does', async () => {
    const { text } = await show(
      `<title>x</title><details><summary>How do I delete my account?</summary>In the settings.</details><details><summary>Delete an order</summary>x</details>
      <a href="/help/1">Wie lösche ich mein Konto?</a><button aria-expanded=false>¿Cómo borrar mi cuenta?</button>
      <button>Delete order?</button><a href="/out">Log out</a>`,
      { scope: { hiddenKinds: ['dangerous_button', 'account_control'] } },
    );
    for (const kept of ['How do I delete my account?', 'Delete an order', 'Wie lösche ich mein Konto?', 'Cómo borrar mi cuenta?'])
      expect(text).toContain(kept);
    expect(text).not.toMatch(/Delete order|Log out/);
  });

  it('finds a kind by a custom name pattern', async () => {
    const { text } = await show(html, { scope: { hiddenKinds: ['dangerous_button'], dangerousNames: 'details' } });
    expect(text).not.toContain('Details');
    expect(text).toContain('Delete order');
  });

  it('limits a scoped observation to 500 tokens', async () => {
    const long = Array.from(
      { length: 60 },
      (_, i) => `<h3>Part ${i}</h3><p>Some sentence about it, number ${i}.</p><a href="/${i}">Link number ${i}</a>`,
    ).join('');
    const { text } = await show(`<title>x</title>${long}`, { scope: { hiddenKinds: ['form_field'] } });
    expect(encode(text).length).toBeLessThanOrEqual(500);
    expect(text).toContain('more lines: get_dom offset');
    const whole = await look({ scope: { hiddenKinds: ['form_field'] }, requested: true });
    expect(whole.text).toContain('Part 59');
  });
});

describe('a ref', () => {
  it('is not stale while a script keeps the page busy', async () => {
    const { text } = await show('<title>x</title><button>Save</button>');
    await page.evaluate('setTimeout(() => { const end = Date.now() + 2_500; while (Date.now() < end); }, 0)');
    expect(await observer.locate(refOf(text, 'Save'), deadline)).toMatchObject({ selector: expect.any(String) });
    await page.evaluate('setTimeout(() => { const end = Date.now() + 3_500; while (Date.now() < end); }, 0)');
    expect((await look({ root: refOf(text, 'Save') })).text).toContain('Save');
  });

  it('in a frame is stale once the frame is gone, not while a script keeps it busy', async () => {
    const { text } = await show('<title>x</title><iframe srcdoc="<button>Save</button>"></iframe>');
    await page.evaluate('setTimeout(() => { const end = Date.now() + 3_500; while (Date.now() < end); }, 0)');
    const busy = observer.locate(refOf(text, 'Save'), deadline).then(
      () => 'found',
      (error: RoteError) => error.failure?.reason,
    );
    expect(['found', 'timeout']).toContain(await busy);
    await page.evaluate('document.querySelector("iframe").remove()');
    expect((await failure(observer.locate(refOf(text, 'Save'), deadline))).message).toContain('its frame is gone');
  });
});

describe('the page', () => {
  it('cannot notice an observation: no attribute, global or mutation', async () => {
    await page.setContent('<title>x</title><button>A</button><label>B <input></label>');
    await page.evaluate(
      'window.seen = 0; new MutationObserver((list) => { window.seen += list.length }).observe(document, { subtree: true, attributes: true, childList: true })',
    );
    const state = () => page.evaluate("[document.documentElement.outerHTML, Object.getOwnPropertyNames(window).sort().join()].join('|')");
    const before = await state();
    await look();
    await look({ root: 'label' });
    expect(await state()).toBe(before);
    expect(await page.evaluate('window.seen')).toBe(0);
  });

  it.each([
    ['strict policy', { 'content-security-policy': "default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'" }],
    ['sandboxed', { 'content-security-policy': 'sandbox' }],
  ])('is observed under a %s', async (name, headers) => {
    pages.set(`/csp-${name.length}`, { html: '<title>x</title><button>Here</button>', headers });
    await page.goto(`${origin}/csp-${name.length}`);
    expect((await look()).text).toContain('button "Here"');
  });

  it('ends with the deadline when it hangs', async () => {
    await page.setContent('<title>x</title><button>A</button>');
    await look();
    const hang = page.evaluate('setTimeout(() => { const end = Date.now() + 1500; while (Date.now() < end); }, 0)');
    await hang;
    const short = startDeadline(300, 'observing');
    await expect(observer.observe({}, short)).rejects.toThrow('longer than 300 ms');
  });
});

describe('a missing root', () => {
  it.each([
    ['#nowhere', 'not_found'],
    ['role=button[', 'invalid_selector'],
    ['e77', 'stale_ref'],
  ])('%s fails with %s', async (root, reason) => {
    await show('<title>x</title><p>Text</p>');
    expect((await failure(look({ root }))).details?.reason).toBe(reason);
  });
});

describe('selector candidates', () => {
  const count = (selector: string) => page.locator(selector.replace(/^frame=(\S+) >> /, '$1 >> internal:control=enter-frame >> ')).count();

  it.each([
    [
      'a test id first',
      '<button data-testid=save>Save</button>',
      'button',
      ['[data-testid="save"]', 'role=button[name="Save"]', 'text="Save"'],
    ],
    [
      'a field by role and label',
      '<label>Mail of the "payer" <input name=mail></label>',
      'input',
      ['role=textbox[name="Mail of the \\"payer\\""]', 'internal:label="Mail of the \\"payer\\""s', 'input[name="mail"]'],
    ],
    [
      'an ambiguous button in a row by the row',
      '<table><tr><td>R-1<td><button>Go</button><tr><td>R-2<td><button id=x>Go</button></table>',
      '#x',
      ['tr:has-text("R-2") >> role=button[name="Go"]'],
    ],
    [
      'an ambiguous button in a card by its heading',
      '<div><h3>A</h3><button>Go</button></div><div><h3>B "b"</h3><button class=x>Go</button></div>',
      '.x',
      ['div:has(> h3:has-text("B \\"b\\"")) >> role=button[name="Go"]'],
    ],
    [
      'a chosen radio by its value',
      '<input type=radio name=r value=1><input type=radio name=r value=2>',
      'input >> nth=1',
      ['input[name="r"][value="2"]'],
    ],
    ['a select by its label', '<label for=s>State</label><select id=s><option>A</select>', 'select', ['role=combobox[name="State"]']],
    [
      'into a shadow root',
      '<div><template shadowrootmode=open><button>Deep</button></template></div>',
      'button',
      ['role=button[name="Deep"]', 'text="Deep"'],
    ],
    ['a name with selector syntax', '<button>a >> b\\c\'"d</button>', 'button', []],
  ])('%s', async (_, html, selector, expected) => {
    await page.setContent(`<title>x</title>${html}`);
    await look();
    const found = (await observer.selectorCandidates(selector, deadline)).map((one) => one.selector);
    for (const one of expected) expect(found).toContain(one);
    expect(found.length).toBeGreaterThan(0);
    for (const one of found) expect(await count(one)).toBe(1);
  });

  it('avoid generated ids and classes', async () => {
    await page.setContent(
      '<title>x</title><div id=":r3:" class="css-1x2y3z"><button id="radix-17" class="sc-bdVaJa">A</button><input id="550e8400-e29b-41d4-a716-446655440000" name="f_8f14e45fceea"></div>',
    );
    const found = [...(await observer.selectorCandidates('button', deadline)), ...(await observer.selectorCandidates('input', deadline))];
    expect(JSON.stringify(found)).not.toMatch(/r3|css-|radix|sc-b|550e|8f14/);
    expect(found.length).toBeGreaterThan(2);
  });

  it('use frame= for an element in a frame', async () => {
    await show('<title>x</title><iframe name=pay srcdoc="<button>Pay</button>"></iframe>');
    const { text } = await look();
    const [best] = await observer.selectorCandidates(refOf(text, 'Pay'), deadline);
    expect(best).toEqual({ kind: 'role', selector: 'frame=iframe[name="pay"] >> role=button[name="Pay"]' });
  });

  it('are empty for a missing element', async () => {
    await page.setContent('<title>x</title>');
    expect(await observer.selectorCandidates('#nowhere', deadline)).toEqual([]);
  });
});
