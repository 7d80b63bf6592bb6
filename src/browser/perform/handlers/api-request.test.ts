import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../../tests/support/test-session.ts';
import { readAction } from '../../../actions/index.ts';
import { noDeadline } from '../../../base/index.ts';
import { Secret } from '../../../secrets/index.ts';
import type { UrlCheck } from '../../session/browser-session.ts';
import { performAction } from '../index.ts';

const TOKEN = 'tök"en \\ 1';

let pages: Pages;
let other: Pages;
let open: TestSession;
let checked: string[] = [];
const checkUrl: UrlCheck = (url, use) => {
  checked.push(`${use} ${new URL(url).pathname}`);
  return url.includes('/forbidden') ? { ok: false, reason: 'That address is not allowed.' } : { ok: true };
};

const request = async (input: Record<string, unknown>) => performAction(open.session, readAction('api_request', input), noDeadline);

beforeAll(async () => {
  const echo: Parameters<typeof servePages>[0][string] = (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method, url, headers } = incoming;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }));
    });
  };
  other = await servePages({ '/echo': echo });
  pages = await servePages({
    '/echo': echo,
    '/order': (_request, response) => response.end('{"order":{"items":[{"name":"pen","a.b":1}],"status":"cancelled"}}'),
    '/text': 'plain words',
    '/packed': (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('unpacked')),
    '/bomb': (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(40_000_000))),
    '/missing': (_request, response) => void response.writeHead(404).end(`no order for ${TOKEN}`),
    '/found': (_request, response) => void response.writeHead(302, { location: '/echo', 'set-cookie': 'hop=1; Path=/' }).end(),
    '/away': (_request, response) => void response.writeHead(302, { location: other.url('/echo') }).end(),
    '/keep-away': (_request, response) => void response.writeHead(307, { location: other.url('/echo') }).end(),
    '/keep': (_request, response) => void response.writeHead(307, { location: '/echo' }).end(),
    '/to-forbidden': (_request, response) => void response.writeHead(302, { location: '/forbidden' }).end(),
    '/circle': (_request, response) => void response.writeHead(302, { location: '/circle' }).end(),
    '/file': (_request, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    '/silent': () => undefined,
    '/broken': (incoming) => void incoming.socket.destroy(),
  });
  open = await openTestSession({ checkUrl, secrets: { redact: (text) => text.replaceAll(TOKEN, '[secret]') } });
});

afterAll(async () => {
  await open.end();
  await pages.close();
  await other.close();
});

test('sends query, headers, cookies and a JSON body, with secrets revealed only on the wire', async () => {
  const result = await request({
    method: 'POST',
    url: pages.url('/echo?a=1'),
    query: { q: 'x y&z' },
    headers: { 'X-Key': 7, Authorization: new Secret('Bearer abc') },
    cookies: { session: new Secret('s;1') },
    json: { deep: [{ token: new Secret(TOKEN) }], plain: true },
    response: { mode: 'json' },
  });
  const seen = result.json as { method: string; url: string; headers: Record<string, string>; body: string };
  expect(seen).toMatchObject({ method: 'POST', url: '/echo?a=1&q=x+y%26z' });
  expect(seen.headers).toMatchObject({
    'x-key': '7',
    authorization: 'Bearer abc',
    cookie: 'session=s%3B1',
    'content-type': 'application/json',
  });
  expect(JSON.parse(JSON.parse(JSON.stringify(seen.body)))).toEqual({ deep: [{ token: TOKEN }], plain: true });
  expect(result.text).toBe(`POST ${new URL(pages.origin).host}/echo answered 200.`);
});

test('sends a form', async () => {
  const { json } = await request({ method: 'PUT', url: pages.url('/echo'), form: { a: 'ü&', b: 2 }, response: { mode: 'json' } });
  expect(json).toMatchObject({ method: 'PUT', body: 'a=%C3%BC%26&b=2', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
});

test('reads text, JSON and a JSON path, compressed or not', async () => {
  expect(await request({ url: pages.url('/text') })).toMatchObject({ output: 'plain words' });
  expect(await request({ url: pages.url('/packed') })).toMatchObject({ output: 'unpacked' });
  const read = (json_path: string) => request({ url: pages.url('/order'), response: { mode: 'json_path', json_path } });
  expect(await read('order.status')).toMatchObject({ output: 'cancelled', json: 'cancelled' });
  expect(await read('$.order.items[0].name')).toMatchObject({ output: 'pen' });
  expect(await read('order.items[0]["a.b"]')).toMatchObject({ output: '1', json: 1 });
  await expect(read('order.items[3].name')).rejects.toThrow('has nothing at "order.items[3].name": the path ends at "3"');
  await expect(read('order.constructor')).rejects.toMatchObject({ details: { reason: 'request_failed' } });
  await expect(request({ url: pages.url('/text'), response: { mode: 'json' } })).rejects.toThrow('not JSON');
});

test('checks every hop of a redirect before requesting it', async () => {
  checked = [];
  await request({ url: pages.url('/found') });
  expect(checked).toEqual(['request /found', 'request /echo']);
  await expect(request({ url: pages.url('/to-forbidden') })).rejects.toMatchObject({
    code: 'GUARDRAIL_BLOCKED',
    message: 'That address is not allowed.',
  });
  expect(pages.requests.some((line) => line.includes('/forbidden'))).toBe(false);
  // What was posted has arrived, wherever its answer leads; only a first hop that is refused sends nothing.
  const posted = (path: string) => request({ method: 'POST', url: pages.url(path), json: {} });
  await expect(posted('/to-forbidden')).rejects.toMatchObject({ details: { reason: 'refused', performed: 'maybe' } });
  await expect(posted('/forbidden')).rejects.toMatchObject({ details: { reason: 'refused', performed: 'no' } });
  await expect(request({ url: pages.url('/circle') })).rejects.toThrow('redirected more than 10 times');
  await expect(request({ url: pages.url('/file') })).rejects.toThrow('redirects to a file: address');
});

test('sends another origin no cookie, authorization, custom header or body', async () => {
  const secrets = { headers: { authorization: 'Bearer abc', 'x-api-key': 'k' }, cookies: { session: 's' }, response: { mode: 'json' } };
  const away = (await request({ url: pages.url('/away'), ...secrets })).json as { headers: Record<string, string> };
  for (const name of ['authorization', 'x-api-key', 'cookie']) expect(away.headers).not.toHaveProperty(name);
  const same = (await request({ url: pages.url('/found'), ...secrets })).json as { headers: Record<string, string> };
  expect(same.headers).toMatchObject({ authorization: 'Bearer abc', 'x-api-key': 'k', cookie: 'session=s; hop=1' });
  expect((await request({ method: 'POST', url: pages.url('/keep'), json: { a: 1 }, response: { mode: 'json' } })).json).toMatchObject({
    method: 'POST',
    body: '{"a":1}',
  });
  expect((await request({ method: 'POST', url: pages.url('/found'), json: { a: 1 }, response: { mode: 'json' } })).json).toMatchObject({
    method: 'GET',
    body: '',
  });
  const before = other.requests.length;
  await expect(request({ method: 'POST', url: pages.url('/keep-away'), json: { a: 1 } })).rejects.toThrow('redirects its body');
  expect(other.requests.length).toBe(before);
});

test('sends a failing request once and reports why, without the secrets of its answer', async () => {
  await expect(request({ method: 'POST', url: pages.url('/broken'), json: {} })).rejects.toMatchObject({
    code: 'STEP_FAILED',
    details: { reason: 'request_failed' },
  });
  expect(pages.requests.filter((line) => line === 'POST /broken')).toHaveLength(1);
  await expect(request({ url: pages.url('/missing') })).rejects.toMatchObject({
    message: expect.stringContaining('answered 404 Not Found: no order for [secret].'),
    details: { reason: 'http_error', status: 404 },
  });
  await expect(request({ url: pages.url('/silent'), timeout_ms: 400 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  await expect(request({ url: 'http://127.0.0.1:1/' })).rejects.toThrow('nothing answers there (ECONNREFUSED)');
});

test('signs in with basic authentication, whose password is a secret however it is given', async () => {
  const command = readAction('api_request', {
    url: pages.url('/echo'),
    basic_auth: { username: 'robin', password: 'wörd:1' },
    response: { mode: 'json_path', json_path: 'headers.authorization' },
  });
  expect(JSON.stringify(command)).toContain('"basic_auth":{"username":"robin","password":"[secret]"}');
  const { output } = await performAction(open.session, command, noDeadline);
  expect(Buffer.from(output!.replace('Basic ', ''), 'base64').toString()).toBe('robin:wörd:1');
  const basic_auth = { username: 'a:b', password: 'c' };
  await expect(request({ url: pages.url('/echo'), basic_auth })).rejects.toThrow('cannot have a colon');
  expect(() => readAction('api_request', { url: '/', basic_auth, headers: { Authorization: 'x' } })).toThrow('has both basic_auth and');
});

test('takes a status that the step accepts for an answer', async () => {
  const missing = { url: pages.url('/missing'), accept_status: [404] };
  expect((await request(missing)).output).toBe('no order for [secret]');
  expect(await request({ ...missing, response: { mode: 'status' } })).toMatchObject({
    output: '404',
    text: expect.stringContaining('answered 404'),
  });
  await expect(request({ ...missing, accept_status: [410] })).rejects.toThrow('answered 404');
});

test('refuses an answer that unpacks to more than the limit', async () => {
  await expect(request({ url: pages.url('/bomb') })).rejects.toThrow('its answer has more than 10485760 bytes');
});

test('refuses an invalid address or header before sending anything', async () => {
  for (const url of ['/relative', 'file:///etc/passwd', 'not a url', new Secret('nothing')]) {
    await expect(request({ url })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  }
  await expect(request({ url: pages.url('/echo'), headers: { 'x-a': 'b\r\nx-c: d' } })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
  });
  await expect(request({ url: pages.url('/echo'), json: 1, form: {} })).rejects.toThrow('one body');
});
