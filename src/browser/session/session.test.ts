import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPromise } from 'yauzl';
import { type Pages, servePages } from '../../../tests/support/pages.ts';
import { isAlive } from '../../../tests/support/processes.ts';
import { openTestSession, type TestSession } from '../../../tests/support/test-session.ts';
import { type ActionName, readAction } from '../../actions/index.ts';
import { noDeadline, startDeadline } from '../../base/index.ts';
import type { DialogRecord } from '../../contract/index.ts';
import { type DialogAnswer, openSession, performAction, resolveSelector } from '../index.ts';
import type { PageSession } from './page-session.ts';

let pages: Pages;
let open: TestSession;
let session: PageSession;
const own: TestSession[] = [];
const endlessEnded = Promise.withResolvers<void>();

/** All that a zip file holds, as one text. */
async function unzipped(path: string): Promise<string> {
  const parts: string[] = [];
  const zip = await openPromise(path);
  for await (const entry of zip.eachEntry()) {
    const stream = await zip.openReadStreamPromise(entry);
    for await (const chunk of stream) parts.push(String(chunk));
  }
  return parts.join('');
}

/** A session that a test may break. */
async function breakable(options: Parameters<typeof openTestSession>[0] = {}): Promise<TestSession> {
  const made = await openTestSession(options);
  own.push(made);
  return made;
}

const act = (name: ActionName, input: unknown, target = session) => performAction(target, readAction(name, input), noDeadline);

beforeAll(async () => {
  pages = await servePages({
    '/': `<title>Start</title><a href="/second" target="_blank">New tab</a>
      <button id="opener" onclick="window.open('/second')">Open</button>
      <a id="file" href="/report.csv">CSV</a> <a id="broken" href="/broken.csv">Broken</a> <a id="large" href="/large.bin">Large</a>
      <a id="endless" href="/endless.bin">Endless</a>
      <button id="ask" onclick="document.title = confirm('Really?') ? 'yes' : 'no'">Ask</button>
      <button id="tell" onclick="alert('Saved'); document.title = 'told'">Tell</button>
      <button id="prompt" onclick="document.title = String(prompt('Your name?'))">Prompt</button>
      <button id="away" onclick="history.pushState(0, '', '/state')">State</button>`,
    '/second': '<title>Second</title><button onclick="window.close()">Close</button>',
    '/unsaved': `<title>Unsaved</title><input><script>addEventListener('beforeunload', (e) => e.preventDefault())</script>`,
    '/login': (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': 'sid=cookie-value-4711; HttpOnly' });
      response.end('<title>In</title><button>Out</button>');
    },
    '/report.csv': (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/csv', 'content-disposition': 'attachment; filename="../../re:port.csv"' });
      response.end('a,b\n1,2\n');
    },
    '/broken.csv': (_request, response) => {
      response.writeHead(200, {
        'content-type': 'text/csv',
        'content-disposition': 'attachment; filename=b.csv',
        'content-length': '5000',
      });
      response.write('half');
      setImmediate(() => response.destroy());
    },
    '/large.bin': (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment; filename=large.bin' });
      response.end(Buffer.alloc(300_000));
    },
    '/endless.bin': (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment; filename=endless.bin' });
      const more = () => {
        while (response.write(Buffer.alloc(64_000)));
      };
      response.on('drain', more).on('close', () => endlessEnded.resolve());
      more();
    },
  });
  open = await openTestSession({ maxDownloadBytes: 100_000 });
  session = open.session;
});

afterAll(async () => {
  await open.end();
  for (const one of own) await one.end();
  await pages.close();
});

test('a tab that a click opens becomes active; when it closes, its opener does', async () => {
  await act('goto', { url: pages.url('/') });
  session.takeNotices();
  for (const selector of ['text=New tab', '#opener']) {
    await act('click', { selector });
    expect(session.currentUrl()).toBe(pages.url('/second'));
    expect(session.tabs()).toEqual([
      { index: 0, url: pages.url('/'), active: false },
      { index: 1, url: pages.url('/second'), active: true },
    ]);
    expect(session.takeNotices()).toMatchObject([{ kind: 'tab', message: expect.stringContaining('/second') }]);
    await act('switch_tab', { index: 0 });
    expect(session.currentUrl()).toBe(pages.url('/'));
    await act('switch_tab', { index: 1 });
    const closed = session.context.pages()[1]?.waitForEvent('close');
    await session.page().close();
    await closed;
    expect(session.currentUrl()).toBe(pages.url('/'));
    expect(session.takeNotices().map((notice) => notice.kind)).toEqual(['tab']);
  }
  await expect(act('switch_tab', { index: 7, timeout_ms: 300 })).rejects.toMatchObject({
    code: 'STEP_FAILED',
    message: expect.stringContaining('no tab with the index 7'),
  });
});

test('without a decider, closes alerts, dismisses questions and lets pages be left', async () => {
  await act('goto', { url: pages.url('/') });
  session.takeNotices();
  await act('click', { selector: '#ask' });
  expect(await session.title(noDeadline)).toBe('no');
  await act('click', { selector: '#tell' });
  expect(await session.title(noDeadline)).toBe('told');
  await act('click', { selector: '#prompt' });
  expect(await session.title(noDeadline)).toBe('null');
  expect(session.takeNotices().map((notice) => notice.message)).toEqual([
    'A confirm dialog was dismissed: "Really?"',
    'An alert dialog was closed: "Saved"',
    'A prompt dialog was dismissed: "Your name?"',
  ]);
  await act('goto', { url: pages.url('/unsaved') });
  await act('click', { selector: 'input' });
  await act('goto', { url: pages.url('/') });
  expect(session.currentUrl()).toBe(pages.url('/'));
  expect(session.takeNotices()).toMatchObject([{ kind: 'dialog', message: 'A beforeunload dialog was accepted.' }]);
});

test('lets a decider answer dialogs; the page waits, and one that fails dismisses', async () => {
  const records: DialogRecord[] = [];
  const answers: Record<string, () => Promise<DialogAnswer>> = {
    confirm: async () => ({ accept: true }),
    prompt: async () => ({ accept: true, value: 'Ada' }),
    alert: () => Promise.reject(new Error('no answer')),
  };
  await act('goto', { url: pages.url('/') });
  session.decideDialogs({ decide: ({ type }) => answers[type]!(), answered: (record) => void records.push(record) });
  const titles: string[] = [];
  for (const selector of ['#ask', '#prompt', '#tell']) {
    await act('click', { selector });
    titles.push(await session.title(noDeadline));
  }
  session.decideDialogs(undefined);
  expect(titles).toEqual(['yes', 'Ada', 'told']);
  expect(records).toEqual([
    { type: 'confirm', text: 'Really?', answer: 'accepted' },
    { type: 'prompt', text: 'Your name?', answer: 'accepted', value: 'Ada' },
    { type: 'alert', text: 'Saved', answer: 'closed' },
  ]);
});

test('reports the addresses that main frames reached, same-document changes too', async () => {
  session.takeVisited();
  await act('goto', { url: pages.url('/') });
  await act('click', { selector: '#away' });
  const tab = session.activeTab();
  expect(session.takeVisited()).toEqual([
    { tab, url: pages.url('/') },
    { tab, url: pages.url('/state') },
  ]);
  expect(session.takeVisited()).toEqual([]);
});

test('saves a complete download under a safe name and never replaces another', async () => {
  await act('goto', { url: pages.url('/') });
  session.takeNotices();
  const first = await act('download', { selector: '#file' });
  const second = await act('download', { selector: '#file' });
  expect(await readFile(first.files![0]!, 'utf8')).toBe('a,b\n1,2\n');
  expect([...first.files!, ...second.files!].map((path) => path.slice(open.downloadsFolder.length + 1))).toEqual([
    're_port.csv',
    're_port_2.csv',
  ]);
  expect(session.takeNotices()).toMatchObject([
    { kind: 'download', file: first.files![0] },
    { kind: 'download', file: second.files![0] },
  ]);
  const opened = await act('goto', { url: pages.url('/report.csv') });
  expect(opened.files).toEqual([join(open.downloadsFolder, 're_port_3.csv')]);
});

test('a download that breaks off or is too large is an error and leaves no file', async () => {
  await act('goto', { url: pages.url('/') });
  const before = await readdir(open.downloadsFolder);
  session.takeNotices();
  await expect(act('download', { selector: '#broken' })).rejects.toMatchObject({
    code: 'STEP_FAILED',
    message: expect.stringMatching(/^The download of "b.csv" failed: /),
    details: { reason: 'download_failed' },
  });
  await expect(act('download', { selector: '#large' })).rejects.toThrow('larger than 100000 bytes');
  await expect(act('download', { selector: '#ask', timeout_ms: 1500 })).rejects.toThrow('no download started');
  expect(await readdir(open.downloadsFolder)).toEqual(before);
  expect(session.takeNotices().filter((notice) => notice.kind === 'download')).toMatchObject([{ failed: true }, { failed: true }]);
});

test('a download that never ends is stopped once it is too large', async () => {
  await act('goto', { url: pages.url('/') });
  const before = await readdir(open.downloadsFolder);
  await expect(act('download', { selector: '#endless' })).rejects.toThrow('"endless.bin" failed: it is larger than 100000 bytes');
  await endlessEnded.promise;
  expect(await readdir(open.downloadsFolder)).toEqual(before);
});

test('reports a closed tab, and recover opens a new one', async () => {
  const { session: broken } = await breakable();
  const gone = broken.page().waitForEvent('close');
  await broken.page().close();
  await gone;
  await expect(act('click', { selector: 'a' }, broken)).rejects.toMatchObject({ code: 'STEP_FAILED', details: { reason: 'page_closed' } });
  await broken.recover(noDeadline);
  await act('goto', { url: pages.url('/') }, broken);
  expect(broken.currentUrl()).toBe(pages.url('/'));
});

test('reports a crashed tab to current and later actions until recover', async () => {
  const { session: broken } = await breakable();
  await act('goto', { url: pages.url('/') }, broken);
  const waiting = act('wait_for', { selector: '#never' }, broken);
  const expected = expect(waiting).rejects.toMatchObject({ code: 'STEP_FAILED', details: { reason: 'tab_crashed' } });
  void broken
    .page()
    .goto('chrome://crash')
    .catch(() => undefined);
  await expected;
  for (const action of [
    ['goto', { url: pages.url('/') }],
    ['click', { selector: 'a' }],
    ['extract', {}],
    ['screenshot', {}],
  ] as const) {
    await expect(act(action[0], action[1], broken)).rejects.toMatchObject({ details: { reason: 'tab_crashed' } });
  }
  expect(broken.takeNotices()).toMatchObject([{ kind: 'crash', failed: true }]);
  await broken.recover(noDeadline);
  await act('goto', { url: pages.url('/second') }, broken);
  expect(broken.tabs()).toEqual([{ index: 0, url: pages.url('/second'), active: true }]);
});

test('a killed browser rejects what is under way, and close still succeeds', async () => {
  const { session: broken } = await breakable();
  await act('goto', { url: pages.url('/') }, broken);
  const waiting = act('wait_for', { selector: '#never' }, broken);
  const expected = expect(waiting).rejects.toMatchObject({ code: 'STEP_FAILED', details: { reason: 'browser_gone' } });
  process.kill(broken.pid, 'SIGKILL');
  await expected;
  await broken.closed;
  expect(broken.takeNotices()).toMatchObject([{ kind: 'crash', message: 'The browser ended unexpectedly.' }]);
  await expect(broken.recover(noDeadline)).rejects.toMatchObject({ details: { reason: 'browser_gone' } });
  await broken.close();
  await broken.close();
});

test('close ends the process even when the browser does not answer', async () => {
  const { session: frozen } = await breakable();
  process.kill(frozen.pid, 'SIGSTOP');
  await frozen.close();
  // A process that has ended may still wait for its parent to notice.
  expect(await isAlive(frozen.pid)).toBe(false);
  await expect(act('goto', { url: pages.url('/') }, frozen)).rejects.toMatchObject({ details: { reason: 'browser_gone' } });
});

test('a cancelled start leaves no process, and a browser that cannot start is a clear error', async () => {
  const cancelled = new AbortController();
  const starting = startDeadline(60_000, 'start', { signal: cancelled.signal });
  cancelled.abort(new Error('stop'));
  const options = { ...session.options, executablePath: session.options.executablePath };
  await expect(openSession(options, starting)).rejects.toThrow('stop');
  await expect(openSession({ ...options, executablePath: '/bin/false' }, noDeadline)).rejects.toMatchObject({
    code: 'SETUP_FAILED',
    message: expect.stringContaining('/bin/false did not start'),
  });
});

test('keeps storage from one session to the next, sessionStorage too, and out of the trace', async () => {
  const { session: first, downloadsFolder } = await breakable();
  await act('goto', { url: pages.url('/login') }, first);
  await act('evaluate', { script: `(localStorage.token = 'local-value-4712', sessionStorage.tab = 'tab-value-4713')` }, first);
  await first.startTrace(noDeadline);
  const state = await first.storageState(noDeadline);
  await resolveSelector(first, ['button'], noDeadline);
  await act('extract', { selector: 'button' }, first);
  await act('click', { selector: 'button' }, first);
  const trace = join(downloadsFolder, 'trace.zip');
  await first.stopTrace(trace, noDeadline);
  const traced = await unzipped(trace);
  // What Rote asks the page for itself is no action of the run.
  expect(traced).toContain('"method":"click"');
  expect(traced).not.toMatch(/rote-read|evaluateExpression|storageState/);
  for (const secret of ['cookie-value-4711', 'local-value-4712', 'tab-value-4713']) expect(traced).not.toContain(secret);
  expect(state.cookies).toMatchObject([{ name: 'sid', value: 'cookie-value-4711' }]);
  expect(state.session_storage).toEqual([{ origin: pages.origin, items: [{ name: 'tab', value: 'tab-value-4713' }] }]);

  const { session: second } = await breakable({ storageState: state });
  await act('goto', { url: pages.url('/second') }, second);
  const stored = await act('evaluate', { script: '[localStorage.token, sessionStorage.tab]' }, second);
  expect(stored.json).toEqual(['local-value-4712', 'tab-value-4713']);
  await act('evaluate', { script: 'sessionStorage.removeItem("tab")' }, second);
  await act('goto', { url: pages.url('/') }, second);
  expect((await act('evaluate', { script: 'sessionStorage.tab' }, second)).json).toBeNull();
  expect((await second.storageState(noDeadline)).session_storage).toBeUndefined();
});

test('reports stopping a trace that was never started or whose browser is gone', async () => {
  await expect(session.stopTrace('/tmp/never.zip', noDeadline)).rejects.toMatchObject({ code: 'TRACE_NOT_AVAILABLE' });
  const { session: broken } = await breakable();
  await broken.startTrace(noDeadline);
  process.kill(broken.pid, 'SIGKILL');
  await broken.closed;
  await expect(broken.stopTrace('/tmp/never.zip', noDeadline)).rejects.toMatchObject({ code: 'TRACE_NOT_AVAILABLE' });
  expect(existsSync('/tmp/never.zip')).toBe(false);
});
