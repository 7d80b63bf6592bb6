import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../tests/support/test-session.ts';
import { noDeadline, safeMethods } from '../../base/index.ts';
import { startEgress } from '../../egress/index.ts';
import { createUrlPolicy } from '../../guardrails/index.ts';
import { Secret } from '../../secrets/index.ts';
import type { PageSession } from './page-session.ts';
import type { SentRequest } from './traffic.ts';

let pages: Pages;
let open: TestSession;
let session: PageSession;

const ok = (_: unknown, response: { end(text: string): void }) => response.end('ok');

beforeAll(async () => {
  pages = await servePages({
    '/': '<title>Start</title><form id=f method=post action=/sent><button>Send</button></form>',
    '/sent': ok,
    '/save': ok,
    '/broken': (request) => void request.socket.destroy(),
    '/hangs': () => undefined,
  });
  open = await openTestSession();
  session = open.session;
});

afterAll(async () => {
  await open.end();
  await pages.close();
});

/** What the session saw of what this script sent. */
async function seen(script: string, from = session): Promise<SentRequest[]> {
  await from.page().goto(pages.url('/'));
  const requests: SentRequest[] = [];
  const stop = from.traffic.onSent((request) => requests.push(request));
  await from.page().evaluate(script);
  await from.traffic.known(noDeadline);
  stop();
  return requests;
}

test('knows a request as soon as it was sent, and its answer', async () => {
  const before = session.traffic.reactions();
  const [request] = await seen("void fetch('/save?a=1', { method: 'POST', body: 'x=1' })");
  expect(request).toMatchObject({ method: 'POST', url: pages.url('/save?a=1'), type: 'fetch', body: 'x=1', opensPage: false });
  expect(await request?.ended).toMatchObject({ kind: 'answered', status: 200 });
  expect(session.traffic.reactions()).toBeGreaterThan(before);
  expect(session.traffic.isUnderWay(before)).toBe(false);
});

test('leaves out what only reads', async () => {
  const methods = [...safeMethods].filter((method) => method !== 'TRACE'); // pages may not send it
  expect(await seen(`for (const method of ${JSON.stringify(methods)}) void fetch('/save', { method }).catch(() => 0)`)).toEqual([]);
});

test('knows a form that was sent', async () => {
  const [request] = await seen('f.submit()');
  expect(request).toMatchObject({ type: 'document', opensPage: true });
  expect(await request?.ended).toMatchObject({ kind: 'answered', status: 200 });
  await session.page().waitForURL('**/sent');
});

test.each([
  ['whose connection broke', '/broken'],
  ['whose tab was closed', '/hangs'],
])('a request %s is lost', async (_what, path) => {
  const [request] = await seen(`void fetch('${path}', { method: 'POST' }).catch(() => 0)`);
  if (path === '/hangs') await session.page().close();
  expect(await request?.ended).toMatchObject({ kind: 'lost' });
  await session.recover(noDeadline);
  if (path === '/hangs') await session.page().context().newPage();
});

test('a request that never connected was not sent', async () => {
  const closed = createServer();
  await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
  const { port } = closed.address() as AddressInfo;
  await new Promise<void>((done) => closed.close(() => done()));
  const [request] = await seen(`void fetch('http://127.0.0.1:${port}/', { method: 'POST', mode: 'no-cors' }).catch(() => 0)`);
  expect(await request?.ended).toMatchObject({ kind: 'not_sent' });
});

test("a request that the run's proxy refused was not sent", async () => {
  const policy = createUrlPolicy({ allowed_domains: ['127.0.0.1'], blocked_domains: ['localhost'], allow_private_networks: true });
  const egress = await startEgress({ policy });
  const proxy = { server: egress.server, username: egress.username, password: new Secret(egress.password) };
  const behind = await openTestSession({ proxy });
  try {
    const url = pages.url('/save').replace('127.0.0.1', 'localhost');
    const [request] = await seen(`void fetch('${url}', { method: 'POST', mode: 'no-cors' }).catch(() => 0)`, behind.session);
    expect(await request?.ended).toMatchObject({ kind: 'not_sent' });
  } finally {
    await behind.end();
    await egress.close();
  }
});

test.each([
  ['its own site', "fetch('/save', { method: 'POST' })", true],
  ['another site', "fetch('LOCALHOST/save', { method: 'POST', mode: 'no-cors' })", false],
  ['another site, with a cookie', "fetch('LOCALHOST/save', { method: 'POST', mode: 'no-cors', credentials: 'include' })", false],
])('a request to %s carries a key: %s', async (_what, script, credentialed) => {
  const local = pages.origin.replace('127.0.0.1', 'localhost');
  const [request] = await seen(`void ${script.replace('LOCALHOST', local)}.catch(() => 0)`);
  expect(await request?.isCredentialed()).toBe(credentialed);
});
