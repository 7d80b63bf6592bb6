import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../tests/support/test-session.ts';
import { type ActionName, makeAction, readAction } from '../../actions/index.ts';
import { Cancelled, noDeadline, startDeadline } from '../../base/index.ts';
import { Secret } from '../../secrets/index.ts';
import type { PageSession } from '../session/page-session.ts';
import { performAction } from './index.ts';

const PASSWORD = 'pass word "ü';
/** For actions that fail when their time is over: long enough for a busy machine to find out why. */
const BRIEF_MS = 3_000;

let pages: Pages;
let open: TestSession;
let session: PageSession;
let files: string;

const act = (name: ActionName, input: unknown) => performAction(session, readAction(name, input), noDeadline);
const visit = (path: string) => act('goto', { url: pages.url(path) });
const script = async (text: string) => (await act('evaluate', { script: text })).json;

beforeAll(async () => {
  pages = await servePages({
    '/form': `<title>Form</title><form onsubmit="event.preventDefault(); document.title = 'sent ' + this.u.value">
        <label>User <input name="u" id="u"></label> <input type="password" id="p" value="preset-value"> <input id="ro" readonly value="fixed">
        <textarea id="notes">old</textarea> <div id="rich" contenteditable>rich</div>
        <select id="city"><option value="">choose</option><option value="ber">Berlin</option><option value="par">Paris</option></select>
        <select id="many" multiple><option>a</option><option>b</option><option>c</option></select>
        <input type="file" id="file" hidden><label for="file" id="pick">Receipt</label> <button type="button" id="dialog">Choose file</button>
        <button type="button" id="off" disabled>Off</button> <button>Send</button></form>
      <script>
        const seen = (event) => { document.title = [...event.target.files].map((file) => file.name + ':' + file.size).join(); };
        document.getElementById('file').onchange = seen;
        document.getElementById('dialog').onclick = () => { const input = document.createElement('input'); input.type = 'file'; input.onchange = seen; input.click(); };
      </script>`,
    '/behind': `<title>Behind</title><form onsubmit="event.preventDefault(); document.title = 'sent'"><input id="page"><button>Send</button></form>
      <div inert><input id="inert"></div><dialog><form method="dialog"><input id="asked" autofocus><button>OK</button></form></dialog>
      <script>document.querySelector('dialog').showModal()</script>`,
    '/many': `<title>Many</title>${'<button class="row">Row</button>'.repeat(50)}
      <button class="twin" hidden>Twin</button><button class="twin" onclick="document.title = 'twin'">Twin</button>
      <div style="position:relative"><button id="under" onclick="document.title = 'under'">Under</button>
      <div id="cookie-banner" style="position:absolute;inset:0;background:#fff">We use cookies</div></div>
      <button id="secret-place" style="display:none">x</button>`,
    '/frames': `<title>Frames</title><h1>Outer</h1><iframe name="report" src="/inner"></iframe><iframe src="/empty"></iframe>`,
    '/inner': `<h2>Customers</h2><button onclick="this.textContent = 'Clicked'">Inner</button><input id="inside">`,
    '/empty': '<p>nothing</p>',
    '/shadow': `<title>Shadow</title><x-card><b>slotted</b></x-card><script>
      customElements.define('x-card', class extends HTMLElement { connectedCallback() {
        this.attachShadow({ mode: 'open' }).innerHTML = '<p>in the shadow</p><slot></slot><button onclick="document.title = 1">Deep</button>'; } });</script>`,
    '/article': `<title>Orders</title><nav>Menu</nav><h1>Orders</h1><table><tr><th>Id</th><th>Status</th></tr><tr><td>1</td><td>a|b</td></tr></table>
      <table><tr><td>x</td><td colspan="2">y</td></tr></table><p style="display:none">hidden words</p><a href="/form">form</a>
      <form><input type="password" value="pw-value"></form><script>var scriptText = 1;</script>`,
    '/long': `<title>Long</title><div style="height:5000px">top</div><p id="bottom">bottom</p>`,
    '/loop': `<title>Loop</title><button id="hang" onclick="for (;;);">Hang</button>`,
    '/hangs': `<title>Hangs</title><button>x</button><script>onload = () => setTimeout(() => { for (;;); }, 0)</script>`,
    '/silent': () => undefined,
    '/slow-target': '<a href="/silent">Go</a>',
    '/broken': (_request, response) => void response.writeHead(503, { 'content-type': 'text/html' }).end('down'),
    '/drop': (request) => void request.socket.destroy(),
    '/late': `<title>Late</title><script>setTimeout(() => { document.body.innerHTML = '<p id="late">Here it is</p>'; history.pushState(0, '', '/late?done'); }, 300)</script>`,
  });
  files = await mkdtemp(join(tmpdir(), 'rote-upload-'));
  await writeFile(join(files, 'receipt.txt'), '12345');
  open = await openTestSession({ secrets: { redact: (text) => text.replaceAll(PASSWORD, '[secret]').replaceAll('pw-value', '[secret]') } });
  session = open.session;
});

afterAll(async () => {
  await open.end();
  await rm(files, { recursive: true, force: true });
  await pages.close();
});

describe('goto', () => {
  test('reports what the server answered and where the page went', async () => {
    expect((await visit('/form')).text).toBe(`Opened ${pages.url('/form')}.`);
    expect((await visit('/broken')).text).toContain('The server answered 503');
    expect((await act('goto', { url: '/form' })).text).toBe(`Opened ${pages.url('/form')}.`);
  });

  test('a page that never loads, a missing host and an invalid address are different, clear errors', async () => {
    await expect(act('goto', { url: pages.url('/silent'), timeout_ms: BRIEF_MS })).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringMatching(/^127\.0\.0\.1:\d+ did not answer within [\d.]+ s: the page never loaded\.$/),
    });
    await expect(act('goto', { url: 'http://127.0.0.1:1/' })).rejects.toMatchObject({
      code: 'STEP_FAILED',
      message: expect.stringContaining('127.0.0.1:1 could not be opened'),
      details: { reason: 'navigation_failed' },
    });
    await expect(visit('/drop')).rejects.toThrow('the server closed the connection without an answer (ERR_EMPTY_RESPONSE)');
    for (const url of ['example.com', 'file:///etc/passwd', 'javascript:alert(1)', 'data:text/html,x']) {
      await expect(act('goto', { url })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    }
    await visit('/form');
    expect(session.currentUrl()).toBe(pages.url('/form'));
  });
});

describe('click', () => {
  test('does not click with no match, fifty matches or only hidden ones', async () => {
    await visit('/many');
    const where = pages.url('/many');
    await expect(act('click', { selector: '#nope', timeout_ms: BRIEF_MS })).rejects.toMatchObject({
      message: `"#nope" matches nothing on ${where}: check the selector and whether this is the right page.`,
      details: { reason: 'not_found', performed: 'no' },
    });
    await expect(act('click', { selector: '.row' })).rejects.toMatchObject({
      code: 'STEP_FAILED',
      message: `".row" matches 50 elements on ${where}: make it narrower.`,
      details: { reason: 'ambiguous', performed: 'no' },
    });
    await expect(act('click', { selector: '#secret-place', timeout_ms: BRIEF_MS })).rejects.toMatchObject({
      details: { reason: 'hidden' },
    });
    for (const selector of ['[[', 'role=buttn[', 'role=button[nam=x]', 'role=link[checked]', 'xpath=//[', 'frame=#a']) {
      await expect(act('click', { selector })).rejects.toMatchObject({ details: { reason: 'invalid_selector' } });
    }
    await expect(act('click', { selector: 'e12' })).rejects.toMatchObject({ details: { reason: 'stale_ref' } });
  });

  test('a hidden duplicate does not block a click', async () => {
    await visit('/many');
    await act('click', { selector: '.twin' });
    expect(await session.title(noDeadline)).toBe('twin');
  });

  test('names what covers or disables the element', async () => {
    await visit('/many');
    await expect(act('click', { selector: '#under', timeout_ms: BRIEF_MS })).rejects.toMatchObject({
      message: expect.stringContaining('is covered by <div#cookie-banner> "We use cookies"'),
      details: { reason: 'covered', performed: 'no' },
    });
    expect(await session.title(noDeadline)).toBe('Many');
    await visit('/form');
    await expect(act('click', { selector: '#off', timeout_ms: BRIEF_MS })).rejects.toMatchObject({ details: { reason: 'disabled' } });
  });

  test('reports a click as made when its next page never loads', async () => {
    await visit('/slow-target');
    await expect(act('click', { selector: 'text=Go', timeout_ms: BRIEF_MS })).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('The click was made'),
      details: { performed: 'maybe' },
    });
  });

  test('finds elements in frames, with and without naming the frame', async () => {
    for (const selector of ['frame=iframe[name=report] >> text=Inner', 'role=button[name="Inner"]']) {
      await visit('/frames');
      await act('click', { selector });
      expect((await act('extract', { selector: 'frame=[name=report] >> button' })).output).toBe('Clicked');
    }
    await act('key_press', { selector: '#inside', text: 'typed' });
    expect((await act('extract', { selector: '#inside', mode: 'value' })).output).toBe('typed');
  });

  test('finds elements in open shadow roots', async () => {
    await visit('/shadow');
    await act('click', { selector: 'role=button[name="Deep"]' });
    expect(await session.title(noDeadline)).toBe('1');
  });
});

describe('endless scripts', () => {
  test('a click that starts one is reported as made, the script is stopped and the page stays usable', async () => {
    await visit('/loop');
    await expect(act('click', { selector: '#hang', timeout_ms: BRIEF_MS })).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('ran without end and was stopped'),
      details: { reason: 'page_hung', performed: 'maybe' },
    });
    expect(await script('document.title')).toBe('Loop');
  });

  test('a script of the page does not hang an action beyond its timeout', async () => {
    await visit('/hangs');
    await expect(act('extract', { selector: 'button', timeout_ms: BRIEF_MS })).rejects.toMatchObject({ details: { reason: 'page_hung' } });
  });

  test('evaluate stops its own script, at once or after an await, and the tab stays usable', async () => {
    await visit('/form');
    for (const text of ['(() => { for (;;); })()', 'async () => { await null; for (;;); }', 'new Promise(() => undefined)']) {
      await expect(act('evaluate', { script: text, timeout_ms: BRIEF_MS })).rejects.toMatchObject({
        code: 'TIMEOUT',
        message: expect.stringMatching(/did not end within [\d.]+ s and was stopped/),
      });
      expect(await script('document.title')).toBe('Form');
    }
  });
});

test('evaluate returns JSON and reports what a script threw', async () => {
  await visit('/form');
  expect(await act('evaluate', { script: '() => ({ title: document.title, n: [1, 2] });' })).toMatchObject({
    output: '{"title":"Form","n":[1,2]}',
    json: { title: 'Form', n: [1, 2] },
  });
  expect(await act('evaluate', { script: new Secret(`'x' + ${JSON.stringify(PASSWORD)}`) })).toMatchObject({ output: 'x[secret]' });
  expect((await act('evaluate', { script: 'undefined' })).json).toBeNull();
  await expect(act('evaluate', { script: 'nothing.here' })).rejects.toThrow('failed: ReferenceError: nothing is not defined.');
  await expect(act('evaluate', { script: '}{' })).rejects.toThrow('SyntaxError');
});

describe('key_press', () => {
  test('fills fields, types at the focus and presses keys', async () => {
    await visit('/form');
    await act('key_press', { selector: '#u', text: 'ada' });
    await act('key_press', { text: ' l' });
    await act('key_press', { selector: '#u', key: 'Enter' });
    expect(await session.title(noDeadline)).toBe('sent ada l');
    await act('key_press', { selector: '#rich', text: 'new' });
    expect((await act('extract', { selector: '#rich' })).output).toBe('new');
  });

  test('shows a secret in no text and no error, and as dots in its field', async () => {
    await visit('/form');
    expect((await act('key_press', { selector: '#notes', text: new Secret(PASSWORD) })).text).toBe('Typed a secret into "#notes".');
    expect(await script('getComputedStyle(document.querySelector("#notes")).webkitTextSecurity')).toBe('disc');
    expect((await act('extract', { selector: '#notes', mode: 'value' })).output).toBe('[secret]');
    const error = await act('key_press', { selector: '#off', text: new Secret(PASSWORD), timeout_ms: BRIEF_MS }).catch(
      (thrown: unknown) => thrown,
    );
    expect(JSON.stringify(error) + String(error)).not.toContain('pass word');
    await act('key_press', { selector: '#p', text: 'plain' });
    expect(
      await script('(() => { const p = document.querySelector("#p"); p.type = "text"; return getComputedStyle(p).webkitTextSecurity; })()'),
    ).toBe('disc');
  });

  test('types neither behind an open dialog nor into the dialog instead', async () => {
    await visit('/behind');
    for (const input of [{ text: 'x' }, { key: 'Enter' }]) {
      const error = await act('key_press', { selector: '#page', ...input, timeout_ms: 5_000 }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'STEP_FAILED', details: { reason: 'covered' } });
      expect(error).not.toHaveProperty('details.performed', 'maybe');
    }
    expect((await act('extract', { selector: '#asked', mode: 'value' })).output).toBe('');
    expect(await script('document.querySelector("dialog").open')).toBe(true);
    await act('key_press', { selector: '#asked', text: 'for the dialog' });
    expect((await act('extract', { selector: '#asked', mode: 'value' })).output).toBe('for the dialog');
    await act('click', { selector: 'text=OK' });
    await act('key_press', { selector: '#page', text: 'now', key: 'Enter' });
    expect(await session.title(noDeadline)).toBe('sent');
    await expect(act('key_press', { selector: '#inert', text: 'x', timeout_ms: BRIEF_MS })).rejects.toMatchObject({
      details: { reason: 'covered' },
    });
  });

  test('reports why a field takes no text', async () => {
    await visit('/form');
    await expect(act('key_press', { selector: '#ro', text: 'x', timeout_ms: BRIEF_MS })).rejects.toMatchObject({
      details: { reason: 'not_editable' },
    });
    await expect(act('key_press', { selector: '#pick', text: 'x', timeout_ms: BRIEF_MS })).rejects.toMatchObject({ code: 'STEP_FAILED' });
  });
});

test('select takes value, label, index and several; a missing option is answered with those offered', async () => {
  await visit('/form');
  for (const [wanted, value] of [
    [{ value: 'ber' }, 'ber'],
    [{ label: 'Paris' }, 'par'],
    [{ index: 1 }, 'ber'],
  ] as const) {
    await act('select', { selector: '#city', ...wanted });
    expect((await act('extract', { selector: '#city', mode: 'value' })).output).toBe(value);
  }
  await act('select', { selector: '#many', label: ['a', 'c'] });
  expect((await act('extract', { selector: '#many', mode: 'value' })).output).toBe('a, c');
  await expect(act('select', { selector: '#city', label: 'Rome', timeout_ms: BRIEF_MS })).rejects.toMatchObject({
    message: '"#city" cannot be set to "Rome". It offers: "choose", "Berlin", "Paris".',
    details: { reason: 'option_not_found' },
  });
  await expect(act('select', { selector: '#u', label: 'Rome', timeout_ms: BRIEF_MS })).rejects.toThrow('is a <input>, not a list');
});

test('upload sets a hidden field, works through a label or a file dialog, and names a missing file', async () => {
  const receipt = join(files, 'receipt.txt');
  for (const selector of ['#file', '#pick', '#dialog']) {
    await visit('/form');
    await act('upload', { selector, files: [receipt] });
    expect(await session.title(noDeadline)).toBe('receipt.txt:5');
  }
  await expect(act('upload', { selector: '#file', files: [join(files, 'gone.pdf')] })).rejects.toThrow(
    `The file to upload does not exist: ${files}/gone.pdf`,
  );
  await expect(act('upload', { selector: '#file', files: [files] })).rejects.toThrow('give the paths of the files');
  await expect(act('upload', { selector: '#notes', files: [receipt], timeout_ms: BRIEF_MS })).rejects.toThrow('opened no file dialog');
});

describe('extract', () => {
  test('reads text, value and HTML of an element, but never a password field', async () => {
    await visit('/form');
    expect((await act('extract', { selector: '#notes', mode: 'value' })).output).toBe('old');
    await expect(act('extract', { selector: '#p', mode: 'value' })).rejects.toThrow('it is a password field');
    const html = (await act('extract', { selector: 'form', mode: 'html' })).output ?? '';
    expect(html).toContain('<input type="password" id="p">');
    expect((await act('extract', { mode: 'html' })).output).not.toContain('preset-value');
  });

  test('markdown of a page has its tables and nothing hidden', async () => {
    await visit('/article');
    const markdown = (await act('extract', { mode: 'markdown' })).output ?? '';
    expect(markdown).toContain('# Orders');
    expect(markdown).toContain('| Id | Status |\n| --- | --- |\n| 1 | a\\|b |');
    expect(markdown).toContain('| x | y |  |');
    expect(markdown).toContain(`[form](${pages.url('/form')})`);
    for (const hidden of ['hidden words', 'scriptText', 'pw-value', '<table']) expect(markdown).not.toContain(hidden);
    expect((await act('extract', { selector: 'table >> nth=0', mode: 'markdown' })).output).toMatch(/^\| Id/);
  });

  test('reads a table as rows by header, and says how many it has', async () => {
    await visit('/article');
    expect(await act('extract', { selector: 'table >> nth=0', mode: 'table' })).toMatchObject({
      text: 'Read 1 rows.',
      output: '[{"Id":"1","Status":"a|b"}]',
    });
    expect((await act('extract', { selector: 'table >> nth=1', mode: 'table' })).output).toBe('[{"column 1":"x","column 2":"y"}]');
    await script('document.querySelector("table").setAttribute("aria-rowcount", "41")');
    expect((await act('extract', { selector: 'h1 + table', mode: 'table' })).text).toBe('Read 1 of 40 rows.');
    await expect(act('extract', { selector: 'h1', mode: 'table' })).rejects.toThrow('neither it nor anything in it is the only table');
  });

  test('reads a whole page with its frames and shadow roots', async () => {
    await visit('/frames');
    expect((await act('extract', {})).output).toMatch(/^Outer[\s\S]*Customers/);
    expect((await act('extract', { mode: 'markdown' })).output).toContain('## Customers');
    await visit('/shadow');
    expect((await act('extract', {})).output).toMatch(/slotted[\s\S]*in the shadow/);
    expect((await act('extract', { mode: 'markdown' })).output).toMatch(/in the shadow[\s\S]*slotted/);
  });
});

test('wait_for waits for what appears late and names what did not appear', async () => {
  await visit('/late');
  await act('wait_for', { selector: '#late', text: 'here IT  is', url_contains: '?done' });
  await expect(act('wait_for', { text: 'Goodbye', timeout_ms: BRIEF_MS })).rejects.toMatchObject({
    code: 'TIMEOUT',
    message: `The text "Goodbye" is not on ${pages.url('/late?done')}.`,
  });
  await expect(act('wait_for', { selector: '#late', state: 'gone', timeout_ms: BRIEF_MS })).rejects.toThrow('is still visible');
});

test('scroll reports how far it went and what is left', async () => {
  await visit('/long');
  expect((await act('scroll', {})).text).toMatch(/^Scrolled by 630 pixels; \d+ pixels are below\.$/);
  expect((await act('scroll', { direction: 'bottom' })).text).toContain('the end is reached');
  expect((await act('scroll', {})).text).toContain('cannot be scrolled further');
  await act('scroll', { direction: 'top' });
  await act('scroll', { selector: '#bottom' });
  expect(await script('scrollY > 1000')).toBe(true);
});

test('takes a screenshot as JPEG', async () => {
  await visit('/form');
  const { image } = await act('screenshot', {});
  expect(Buffer.from(image ?? []).toString('hex', 0, 3)).toBe('ffd8ff');
});

test('an action ends with the reason of its cancellation', async () => {
  await visit('/form');
  const stop = new AbortController();
  const deadline = startDeadline(60_000, 'the run', { signal: stop.signal });
  const waiting = performAction(session, makeAction({ action: 'wait_for', selector: '#never' }), deadline);
  const expected = expect(waiting).rejects.toBeInstanceOf(Cancelled);
  stop.abort(new Cancelled());
  await expected;
});
