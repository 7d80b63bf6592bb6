import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../../tests/support/test-session.ts';
import { type ActionName, readAction } from '../../../actions/index.ts';
import { noDeadline } from '../../../base/index.ts';
import { performAction } from '../../index.ts';

const TEXT = 'a report\n';
const shown = (type: string, disposition?: string) => ({
  headers: { 'content-type': type, ...(disposition !== undefined && { 'content-disposition': disposition }) },
});

let pages: Pages;
let open: TestSession;
/** Counts from the start of each test. */
let started: ReturnType<TestSession['session']['newDownloads']>;

const act = (name: ActionName, input: unknown) => performAction(open.session, readAction(name, input), noDeadline);
const download = (selector: string, more: object = {}) => act('download', { selector, ...more });
const asked = () => pages.requests.filter((request) => !/GET \/(favicon.ico|started)?$/.test(request));
const namesOf = (files: readonly string[] = []) => files.map((path) => basename(path));

const PAGE = `<title>Reports</title>
  <a id="pdf" href="/report.pdf">PDF</a> <a id="pdf-tab" href="/report.pdf" target="_blank">PDF</a>
  <a id="text" href="/notes" target="_blank">Notes</a> <a id="image" href="/scan">Scan</a> <a id="late" href="/late" target="_blank">Late</a>
  <button id="inline" onclick="window.open('/inline')">Inline</button> <button id="attached" onclick="window.open('/attached')">Attached</button>
  <button id="closing" onclick="window.open('/self-closing', '', 'noopener')">Closing</button>
  <form action="/posted" method="post" target="_blank"><button id="posted">Post</button></form>
  <button id="frame" onclick="document.body.append(Object.assign(document.createElement('iframe'), { src: '/report.pdf' }))">Frame</button>
  <a id="data" href="data:text/csv,a%2Cb">Data</a>
  <a id="data-named" download="list.csv" href="data:text/csv,a%2Cb">Data</a>
  <button id="blob-link">Link</button> <button id="blob-tab">Tab</button> <button id="blob-early">Early</button> <button id="blob-here">Here</button>
  <button id="blob-frame">Frame</button> <button id="blob-embed">Embed</button> <button id="data-written">Written</button>
  <button id="three">Three</button> <button id="tabs">Tabs</button> <button id="slowly">Slowly</button>
  <a id="missing" href="/missing" target="_blank">Missing</a>
  <iframe src="data:application/json,1"></iframe><p id="seen">Reports</p>
<script>
  const made = async (type) => URL.createObjectURL(new Blob([await (await fetch('/bytes')).text()], { type }));
  const save = (href, download) => Object.assign(document.createElement('a'), { href, download }).click();
  const on = (id, run) => { document.getElementById(id).onclick = run; };
  on('blob-link', async () => { const url = await made('text/csv'); save(url, 'list.csv'); URL.revokeObjectURL(url); });
  on('blob-tab', async () => { const url = await made('text/plain'); open(url); URL.revokeObjectURL(url); });
  on('blob-early', async () => { const tab = open(''); tab.document.write('Please wait'); tab.location = await made('text/plain'); });
  on('blob-here', async () => { location.href = await made('text/plain'); });
  on('blob-frame', async () => document.body.append(Object.assign(document.createElement('iframe'), { src: await made('text/plain') })));
  on('blob-embed', async () => document.body.append(Object.assign(document.createElement('embed'), { src: await made('text/plain') })));
  on('data-written', () => open('').document.write('<iframe src="data:text/plain,a%2Cb"></iframe>'));
  on('three', () => ['a', 'b', 'c'].forEach((name) => save('/attached?' + name, '')));
  on('tabs', () => ['a', 'b'].forEach((name) => open('/attached?' + name)));
  on('slowly', async () => { for (const name of ['a', 'b', 'c']) { save('/attached?' + name, ''); await fetch('/bytes'); await new Promise((done) => setTimeout(done, 400)); } });
</script>`;

beforeAll(async () => {
  const pdf = { ...shown('application/pdf'), body: '%PDF-1.1\n%%EOF\n' };
  pages = await servePages({
    '/': PAGE,
    '/report.pdf': (_, response) => void response.writeHead(200, pdf.headers).end(pdf.body),
    '/notes': (_, response) => void response.writeHead(200, shown('text/plain; charset=utf-8').headers).end(TEXT),
    '/scan': (_, response) => void response.writeHead(200, shown('image/svg+xml').headers).end('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    '/late': (_, response) => void response.writeHead(302, { location: '/notes' }).end(),
    '/inline': (_, response) =>
      void response.writeHead(200, shown('text/plain', "inline; filename*=UTF-8''%E6%8A%A5.txt").headers).end(TEXT),
    '/attached': (_, response) => {
      response.writeHead(200, shown('application/octet-stream', 'attachment; filename="report.bin"').headers).end(TEXT);
    },
    // A tab that closes before the browser has the answer takes the request with it, in every browser.
    '/self-closing': '<a href="/attached" download></a><script>document.links[0].click(); fetch("/started").then(() => close());</script>',
    '/started': async (_, response) => {
      await started.moreThan(0);
      response.end();
    },
    '/posted': (request, response) => {
      request.resume();
      response.writeHead(200, shown('text/plain', 'inline; filename=posted.txt').headers).end(TEXT);
    },
    '/bytes': (_, response) => void response.end(TEXT),
    '/missing': (_, response) => void response.writeHead(404, shown('text/html').headers).end('<h1>Not here</h1>'),
  });
  open = await openTestSession();
});
afterAll(async () => {
  await open.end();
  await pages.close();
});
beforeEach(async () => {
  started = open.session.newDownloads();
  await act('goto', { url: pages.url('/') });
});
afterEach(() => {
  started[Symbol.dispose]();
  pages.requests.length = 0;
});

test.each([
  ['a PDF', '#pdf', 'report.pdf', ['GET /report.pdf']],
  ['a PDF in a new tab', '#pdf-tab', 'report_2.pdf', ['GET /report.pdf']],
  ['a text in a new tab', '#text', 'notes.txt', ['GET /notes']],
  ['an image', '#image', 'scan.svg', ['GET /scan']],
  ['a text behind a redirect', '#late', 'notes_2.txt', ['GET /late', 'GET /notes']],
  ['a text with a name', '#inline', '报.txt', ['GET /inline']],
  ['the answer to a form', '#posted', 'posted.txt', ['POST /posted']],
  ['a PDF in a frame', '#frame', 'report_3.pdf', ['GET /report.pdf']],
  ['an attachment in a new tab', '#attached', 'report.bin', ['GET /attached']],
  ['an attachment in a tab that closes at once', '#closing', 'report_2.bin', ['GET /self-closing', 'GET /attached']],
])('%s, which the browser would show, is saved and asked for once', async (_, selector, name, requests) => {
  const { files } = await download(selector);
  expect(namesOf(files)).toEqual([name]);
  expect((await readFile(files![0]!)).byteLength).toBeGreaterThan(0);
  expect(asked()).toEqual(requests);
  expect(open.session.tabs()).toMatchObject([{ url: pages.url('/'), active: true }]);
});

test.each([
  ['a link', '#blob-link', /^list\.csv$/],
  ['a tab', '#blob-tab', /\.txt$/],
  ['a tab that opened before', '#blob-early', /\.txt$/],
  ['the tab of the page', '#blob-here', /\.txt$/],
  ['a frame', '#blob-frame', /\.txt$/],
  ['a viewer', '#blob-embed', /\.txt$/],
])('what the page made and gives to %s is saved once', async (_, selector, name) => {
  const { files } = await download(selector);
  expect(namesOf(files)).toEqual([expect.stringMatching(name)]);
  expect(await readFile(files![0]!, 'utf8')).toBe(TEXT);
  expect(asked()).toEqual(['GET /bytes']);
  expect(open.session.tabs()).toMatchObject([{ url: pages.url('/'), active: true }]);
});

test.each([['#data'], ['#data-named'], ['#data-written']])('what an address holds is saved: %s', async (selector) => {
  const { files } = await download(selector);
  expect(files).toHaveLength(1);
  expect(await readFile(files![0]!, 'utf8')).toBe('a,b');
});

test('all files of one click are saved, in the order in which they start', async () => {
  const { text, files } = await download('#three');
  expect(files).toHaveLength(3);
  expect(text).toMatch(/^Downloaded 3 files: "report_\d+\.bin" \(9 bytes\), "/);
  expect((await download('#tabs')).files).toHaveLength(2);
  expect(asked().toSorted()).toEqual(['a', 'a', 'b', 'b', 'c'].map((name) => `GET /attached?${name}`));
});

test('a step that knows how many files come waits for them all', async () => {
  expect((await download('#slowly', { file_count: 3 })).files).toHaveLength(3);
});

test('a page that says no instead of a file ends the wait', async () => {
  await expect(download('#missing')).rejects.toMatchObject({
    message: expect.stringContaining('/missing answered 404 instead of a file'),
    failure: { reason: 'http_error', missing: true },
  });
  expect(asked()).toEqual(['GET /missing']);
});

test('the page is as before afterwards: it shows what it likes', async () => {
  await download('#blob-link');
  await act('click', { selector: '#text', opens: 'tab' });
  expect(open.session.currentUrl()).toBe(pages.url('/notes'));
  await act('close_tab', {});
  await act('click', { selector: '#blob-here' });
  await act('wait_for', { url_contains: 'blob:' });
});
