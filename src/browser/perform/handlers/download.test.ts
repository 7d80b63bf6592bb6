import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../../tests/support/test-session.ts';
import { readAction } from '../../../actions/index.ts';
import { noDeadline } from '../../../base/index.ts';
import { performAction } from '../index.ts';

const BRIEF_MS = 3_000;
const FILE = { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment; filename="report.csv"' };

let pages: Pages;
let open: TestSession;
const held: ServerResponse[] = [];

const download = (selector: string, timeout_ms: number) =>
  performAction(open.session, readAction('download', { selector, timeout_ms }), noDeadline);
const asked = (path: string) => pages.requests.filter((request) => request.endsWith(path)).length;

beforeAll(async () => {
  pages = await servePages({
    '/': `<a id="slow" href="/slow">Export</a> <a id="named" href="/slow-named" download="report.csv">Export</a>
      <a id="half" href="/half">Export</a> <button id="none">Export</button> <button id="job">Export</button>
      <script>job.onclick = () => fetch('/job', { method: 'POST' });</script>`,
    '/slow': (_, response) => void held.push(response),
    '/slow-named': (_, response) => void held.push(response),
    '/half': (_, response) => {
      response.writeHead(200, { ...FILE, 'content-length': 1_000_000 }).write('a,b\n'.repeat(1_000));
      held.push(response);
    },
    '/job': (_, response) => void response.writeHead(202).end('{"job":7}'),
  });
  open = await openTestSession();
});
afterAll(async () => {
  await open.end();
  await pages.close();
});

test.each([
  ['a report that the server is still making', '#slow', '/slow', 'no download started within'],
  ['a report behind a link with a file name', '#named', '/slow-named', 'no download started within'],
  ['a file of which a part has arrived', '#half', '/half', 'did not finish within'],
  ['a report that is made in the background', '#job', '/job', 'no download started within'],
])('%s is not to be asked for again', async (_, selector, path, words) => {
  await performAction(open.session, readAction('goto', { url: pages.url('/') }), noDeadline);
  await expect(download(selector, BRIEF_MS)).rejects.toMatchObject({
    message: expect.stringContaining(words),
    failure: { reason: 'download_pending', performed: 'maybe', retryable: false },
  });
  expect(asked(path)).toBe(1);
});

test('a button that requested nothing may be pressed again', async () => {
  await performAction(open.session, readAction('goto', { url: pages.url('/') }), noDeadline);
  await expect(download('#none', BRIEF_MS)).rejects.toMatchObject({
    message: expect.stringContaining('the page requested nothing'),
    failure: { reason: 'download_failed', retryable: true },
  });
});

test('the timeout of the step is waited out, and what comes late is saved', async () => {
  await performAction(open.session, readAction('goto', { url: pages.url('/') }), noDeadline);
  held.length = 0;
  const saved = download('#slow', 60_000);
  while (held.length === 0) await new Promise(setImmediate);
  held[0]!.writeHead(200, FILE).end('a,b\n');
  expect(await saved).toMatchObject({ text: 'Downloaded "report.csv" (4 bytes).' });
});
