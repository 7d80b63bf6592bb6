import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestSession, type TestSession } from '../../../tests/support/test-session.ts';
import { readAction } from '../../actions/index.ts';
import { noDeadline } from '../../base/index.ts';
import { defaultGuardrails } from '../../contract/index.ts';
import { createBrowserIdentity, type Egress, startEgress } from '../../egress/index.ts';
import { testAuthority } from '../../egress/testing/test-authority.ts';
import { createUrlPolicy } from '../../guardrails/index.ts';
import { Secret } from '../../secrets/index.ts';
import { performAction } from '../perform/index.ts';

/** A browser behind a read-only proxy that ends TLS, at a site with a certificate of an authority that only the proxy knows. */
const authority = testAuthority();
const identity = createBrowserIdentity();
const arrived: string[] = [];
const server = createServer(authority.issue('127.0.0.1'), (request: IncomingMessage, response: ServerResponse) => {
  request.resume();
  if (request.method !== 'GET') arrived.push(`${request.method} ${request.url}`);
  if (request.url?.startsWith('/api')) return response.setHeader('content-type', 'application/json').end('{"orders":5}');
  return response
    .setHeader('content-type', 'text/html')
    .end(`<title>Shop ${request.url}</title><form method=post action=/delete><button id=go>Delete</button></form>`);
});
server.on('upgrade', (_request, socket: Socket) => {
  socket.on('error', () => socket.destroy());
  // The browser gets no web socket from this answer: that it asked is enough.
  socket.end('HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\n\r\n');
  arrived.push('UPGRADE');
});
let egress: Egress;
let open: TestSession;
let origin: string;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const policy = createUrlPolicy({ ...defaultGuardrails, allow_private_networks: true });
  egress = await startEgress({ policy, identity, authorities: [authority.certificate] });
  egress.readOnly(({ url }) => (url.pathname === '/api/find' ? { ok: true } : { ok: false, reason: 'This run is read-only.' }));
  const { server: address, username, password } = egress;
  const proxy = { server: address, username, password: new Secret(password), identity, endsTls: () => egress.endsTls };
  open = await openTestSession({ proxy });
});
afterAll(async () => {
  await open?.end();
  await egress?.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  arrived.length = 0;
  await open.session.page().goto(`${origin}/list`);
});

test('shows pages over https as usual, and lets no form leave the page on which it is', async () => {
  const page = open.session.page();
  expect(await page.title()).toBe('Shop /list');
  expect(await page.evaluate('isSecureContext')).toBe(true);
  const answered = page.waitForResponse('**/delete');
  await page.click('#go');
  expect((await answered).status()).toBe(204);
  expect(page.url()).toBe(`${origin}/list`);
  expect(arrived).toEqual([]);
  expect(egress.takeRefusals()).toMatchObject([{ url: `${origin}/delete`, rule: 'read_only', isNavigation: true }]);
});

test('scripts may read by POST what is listed, and open web sockets', async () => {
  const page = open.session.page();
  const send = (path: string) => `fetch('${path}',{method:'POST',body:'a'}).then((answer)=>answer.status)`;
  expect(await page.evaluate(send('/api/find'))).toBe(200);
  expect(await page.evaluate(send('/api/delete'))).toBe(403);
  await page.evaluate(
    "new Promise((done)=>{const s=new WebSocket(location.origin.replace('http','ws')+'/live');s.onerror=done;s.onopen=done})",
  );
  expect(arrived).toEqual(['POST /api/find', 'UPGRADE']);
});

test('api_request goes the same way, by the same rule', async () => {
  const ask = (method: 'GET' | 'POST', path: string) =>
    performAction(open.session, readAction('api_request', { method, url: `${origin}${path}`, response: { mode: 'json' } }), noDeadline);
  expect(await ask('GET', '/api/orders')).toMatchObject({ json: { orders: 5 } });
  expect(await ask('POST', '/api/find')).toMatchObject({ json: { orders: 5 } });
  await expect(ask('POST', '/api/delete')).rejects.toMatchObject({
    message: expect.stringContaining('This run is read-only.'),
    failure: { reason: 'refused', performed: 'no' },
  });
  expect(arrived).toEqual(['POST /api/find']);
});

test('a site whose certificate the proxy does not trust is not shown', async () => {
  const other = createServer(testAuthority('Other').issue('127.0.0.1'), (_request, response) => response.end('no'));
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const page = open.session.page();
  const answer = await page.goto(`https://127.0.0.1:${(other.address() as AddressInfo).port}/`);
  expect(answer?.status()).toBe(502);
  expect(await answer?.text()).toContain('is not trusted');
  other.closeAllConnections();
  other.close();
});
