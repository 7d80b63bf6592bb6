import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, connect as dialTcp, type Server, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import type { Egress } from '../egress.ts';
import { ask, cleanUp, cleanups, connectRequest, dial, listen, proxy, readUntil, type Settings, site, text } from '../testing/proxied.ts';
import { testAuthority } from '../testing/test-authority.ts';
import { createBrowserIdentity } from './browser-identity.ts';
import type { RequestJudge, UnsafeRequest } from './check-request.ts';

afterEach(cleanUp);

const identity = createBrowserIdentity();
const authority = testAuthority();
const HOST = 'shop.test';
const REASON = 'Not in a run that only reads.';

/** A read-only proxy whose judge lets through what goes to /search. */
async function readOnlyProxy(settings: Settings = {}) {
  const judged: UnsafeRequest[] = [];
  const egress = await proxy({ identity, authorities: [authority.certificate], ...settings });
  const judge: RequestJudge = (request) => {
    judged.push(request);
    return request.url.pathname === '/search' ? { ok: true } : { ok: false, reason: REASON };
  };
  egress.readOnly(judge);
  return { egress, judged };
}

/** A site that notes what arrives, over http or https. */
async function shop(protocol: 'http' | 'https', { issued = authority.issue(HOST) } = {}) {
  const arrived: string[] = [];
  const onRequest: RequestListener = async (request, response) => {
    const body = await text(request);
    arrived.push(`${request.method} ${request.url}${body === '' ? '' : ` ${body.length > 60 ? body.length : body}`}`);
    response.end(`seen ${request.headers.host}`);
  };
  const server: Server = protocol === 'http' ? createHttpServer(onRequest) : createHttpsServer(issued, onRequest);
  return { arrived, server, port: await listen(server) };
}

/** A connection to the site as the browser opens it, and how requests name it. */
async function tunnel(egress: Egress, protocol: 'http' | 'https', port: number, host = HOST): Promise<Socket> {
  const socket = await dial(egress, connectRequest(egress, `${host}:${port}`));
  await readUntil(socket, '\r\n\r\n');
  if (protocol === 'http') return socket;
  const secured = connectTls({ socket, ca: [identity.certificate], checkServerIdentity: () => undefined });
  await once(secured, 'secureConnect');
  return secured;
}

const post = (path: string, body: string, more = '') =>
  `POST ${path} HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`;
const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: ${HOST}\r\n${more}\r\n`;

describe.each(['http', 'https'] as const)('inside a tunnel, over %s', (protocol) => {
  test('what reads passes and what may write does not, request by request on one connection', async () => {
    const { arrived, port } = await shop(protocol);
    const { egress } = await readOnlyProxy();
    const socket = await tunnel(egress, protocol, port);
    // Sent at once: each is judged, and the answers keep their order.
    socket.write(get('/a') + post('/delete', 'id=7') + post('/search', 'q=x') + get('/b', 'Connection: close\r\n'));
    const answers = await text(socket);
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 403', 'HTTP/1.1 200', 'HTTP/1.1 200']);
    expect(answers).toContain(`seen ${HOST}:${port}`);
    expect(answers).toContain(REASON);
    expect(arrived.toSorted()).toEqual(['GET /a', 'GET /b', 'POST /search q=x']);
    const [refusal, ...others] = egress.takeRefusals();
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({ url: `${protocol}://${HOST}:${port}/delete`, rule: 'read_only', reason: REASON });
  });

  test.each(['PUT', 'PATCH', 'DELETE', 'MKCOL', 'LINK', 'PURGE'])('refuses %s', async (method) => {
    const { arrived, port } = await shop(protocol);
    const { egress } = await readOnlyProxy();
    const socket = await tunnel(egress, protocol, port);
    socket.write(`${method} /7 HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 403/);
    expect(arrived).toEqual([]);
  });

  test.each(['OPTIONS', 'HEAD', 'PROPFIND', 'SEARCH', 'REPORT', 'QUERY'])('lets %s pass', async (method) => {
    const { arrived, port } = await shop(protocol);
    const { egress } = await readOnlyProxy();
    const socket = await tunnel(egress, protocol, port);
    socket.write(`${method} /7 HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200/);
    expect(arrived).toEqual([`${method} /7`]);
  });

  test('refuses a header that makes a GET another method, and not one that makes it a reading one', async () => {
    const { arrived, port } = await shop(protocol);
    const { egress } = await readOnlyProxy();
    const socket = await tunnel(egress, protocol, port);
    socket.write(
      get('/1', 'X-HTTP-Method-Override: DELETE\r\n') +
        get('/2', 'X-Method-Override: put\r\n') +
        post('/search', '', 'X-HTTP-Method: DELETE\r\n') +
        get('/3', 'X-HTTP-Method-Override: GET\r\nConnection: close\r\n'),
    );
    expect((await text(socket)).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 403', 'HTTP/1.1 403', 'HTTP/1.1 403', 'HTTP/1.1 200']);
    expect(arrived).toEqual(['GET /3']);
    expect(egress.takeRefusals()[0]?.reason).toContain('x-http-method-override');
  });

  test('the body of a GET cannot become another request, and a body in pieces arrives whole', async () => {
    const { arrived, port } = await shop(protocol);
    const { egress } = await readOnlyProxy();
    const smuggled = post('/delete', 'id=7');
    const chunked = `Transfer-Encoding: chunked\r\n`;
    const piece = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n`;
    const socket = await tunnel(egress, protocol, port);
    socket.write(`${get('/a', chunked)}${piece(smuggled)}0\r\n\r\n`);
    socket.write(`POST /search HTTP/1.1\r\nHost: ${HOST}\r\n${chunked}Connection: close\r\n\r\n${piece('one ')}${piece('two')}0\r\n\r\n`);
    await text(socket);
    expect(arrived.map((line) => line.slice(0, 20))).toEqual([`GET /a ${smuggled.length}`.slice(0, 20), 'POST /search one two']);
    expect(arrived.join()).not.toContain('POST /delete');
  });

  test('two lengths, or a whole address for another host, are no requests', async () => {
    const { arrived, port } = await shop(protocol);
    const { egress } = await readOnlyProxy();
    for (const bytes of [
      post('/search', 'x', 'Transfer-Encoding: chunked\r\n'),
      post('/search', 'x', 'Content-Length: 0\r\n'),
      `GET http://other.test:${port}/ HTTP/1.1\r\nHost: other.test\r\nConnection: close\r\n\r\n`,
      `CONNECT other.test:${port} HTTP/1.1\r\nHost: other.test\r\nConnection: close\r\n\r\n`,
      'not HTTP at all\r\n\r\n',
    ]) {
      const socket = await tunnel(egress, protocol, port);
      socket.write(bytes);
      expect(await text(socket)).toMatch(/^(HTTP\/1\.1 400|$)/);
    }
    expect(arrived).toEqual([]);
  });

  test('waits for the body that it asked for with 100 Continue', async () => {
    const { arrived, port } = await shop(protocol);
    const { egress } = await readOnlyProxy();
    for (const [path, status] of [
      ['/search', 200],
      ['/delete', 403],
    ] as const) {
      const socket = await tunnel(egress, protocol, port);
      socket.write(`POST ${path} HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`);
      await readUntil(socket, '100 Continue\r\n\r\n');
      socket.write('ok');
      expect(await text(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status}`));
    }
    expect(arrived).toEqual(['POST /search ok']);
  });

  test('judges the beginning of a large body, and passes on all of it', async () => {
    const { arrived, port } = await shop(protocol);
    const { egress, judged } = await readOnlyProxy();
    const body = 'x'.repeat(5_000_000);
    for (const path of ['/search', '/delete']) {
      const socket = await tunnel(egress, protocol, port);
      socket.write(post(path, body, 'Connection: close\r\n'));
      expect(await text(socket)).toMatch(path === '/search' ? /^HTTP\/1\.1 200/ : /^HTTP\/1\.1 403/);
    }
    expect(arrived).toEqual([`POST /search ${body.length}`]);
    expect(judged[0]!.isWholeBody).toBe(false);
    expect(judged[0]!.body.length).toBeLessThan(body.length);
  });

  test('shows the judge no body that is compressed', async () => {
    const { port } = await shop(protocol);
    const { egress, judged } = await readOnlyProxy();
    const socket = await tunnel(egress, protocol, port);
    socket.write(post('/delete', '{"query":"{a}"}', 'Content-Encoding: gzip\r\nConnection: close\r\n'));
    await text(socket);
    expect(judged).toMatchObject([{ body: '', isWholeBody: false }]);
  });

  test('a form that is refused gets no content, so that the browser stays where it is', async () => {
    const { arrived, port } = await shop(protocol);
    const { egress } = await readOnlyProxy();
    for (const header of ['Sec-Fetch-Dest: document', 'Upgrade-Insecure-Requests: 1']) {
      const socket = await tunnel(egress, protocol, port);
      socket.write(post('/delete', 'id=7', `${header}\r\nConnection: close\r\n`));
      const answer = await text(socket);
      expect(answer).toMatch(/^HTTP\/1\.1 204 No Content/);
      expect(answer).toMatch(/x-rote-not-sent: /i);
    }
    expect(egress.takeRefusals().map(({ isNavigation }) => isNavigation)).toEqual([true, true]);
    expect(arrived).toEqual([]);
  });

  test('opens web sockets, but none with a method that may write', async () => {
    const upgraded: string[] = [];
    const { server, port } = await shop(protocol);
    server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
      upgraded.push(`${request.method} ${request.url} ${request.headers.host}`);
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello');
      socket.once('data', (data) => socket.end(data));
    });
    const { egress } = await readOnlyProxy();
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
    const socket = await tunnel(egress, protocol, port);
    socket.write(get('/live?a=b', upgrade));
    await readUntil(socket, 'hello');
    socket.write('echo me');
    expect(await readUntil(socket, 'echo me')).toBe('echo me');
    const other = await tunnel(egress, protocol, port);
    other.write(get('/live', 'Connection: Upgrade\r\nUpgrade: h2c\r\n'));
    expect(await text(other)).toMatch(/^HTTP\/1\.1 403/);
    const writing = await tunnel(egress, protocol, port);
    writing.write(post('/live', '', upgrade));
    expect(await text(writing)).toMatch(/^HTTP\/1\.1 403/);
    expect(upgraded).toEqual([`GET /live?a=b ${HOST}:${port}`]);
  });

  test('a site that does not answer is reported, and nothing is sent twice', async () => {
    let asked = 0;
    const { server, port } = await shop(protocol);
    server.removeAllListeners('request').on('request', ({ socket }: IncomingMessage) => {
      asked += 1;
      socket.destroy();
    });
    const { egress } = await readOnlyProxy();
    const watch = egress.duringWrite();
    const socket = await tunnel(egress, protocol, port);
    socket.write(post('/search', 'q=x', 'Connection: close\r\n'));
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 502/);
    expect(egress.takeFailures()).toMatchObject([{ code: 'connection_lost', isTunnel: false }]);
    expect(await watch.end()).toEqual([{ host: `${HOST}:${port}` }]);
    expect(asked).toBe(1);
  });
});

describe('the certificate of a site', () => {
  test.each([
    ['of an unknown authority', () => testAuthority('Unknown').issue(HOST), 'is not trusted'],
    ['that it issued itself', () => ({ key: identity.key, cert: identity.certificate }), 'is not trusted'],
    ['for another host', () => authority.issue('other.test'), 'was issued for another host'],
    ['that has expired', () => authority.issue(HOST, [], { agedDays: 20 }), 'has expired'],
    ['that is not valid yet', () => authority.issue(HOST, [], { agedDays: -5 }), 'is not valid yet'],
  ])('%s is refused before anything is sent', async (_what, issue, sentence) => {
    const { arrived, port } = await shop('https', { issued: issue() });
    const { egress } = await readOnlyProxy();
    const socket = await tunnel(egress, 'https', port);
    socket.write(get('/', 'Connection: close\r\n'));
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 502/);
    expect(answer).toMatch(/x-rote-not-sent/i);
    expect(answer).toContain(`The certificate of ${HOST}:${port} ${sentence}`);
    expect(egress.takeFailures()).toMatchObject([{ code: 'certificate_invalid', isTunnel: false }]);
    expect(arrived).toEqual([]);
  });

  test('for an address passes', async () => {
    const { port } = await shop('https', { issued: authority.issue('127.0.0.1') });
    const { egress } = await readOnlyProxy();
    const socket = await tunnel(egress, 'https', port, '127.0.0.1');
    socket.write(get('/', 'Connection: close\r\n'));
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200/);
  });

  test('a site that speaks no TLS is reported', async () => {
    const port = await site((_request, response) => response.end());
    const { egress } = await readOnlyProxy();
    const socket = await tunnel(egress, 'https', port);
    socket.write(get('/', 'Connection: close\r\n'));
    expect(await text(socket)).toContain('could not agree on TLS');
    expect(egress.takeFailures()).toMatchObject([{ code: 'tls_failed' }]);
  });
});

describe('a read-only proxy', () => {
  test('judges requests in absolute form too', async () => {
    const { arrived, port } = await shop('http');
    const { egress } = await readOnlyProxy();
    expect(await ask(egress, `http://${HOST}:${port}/delete`, { method: 'POST', body: 'id=7' })).toMatchObject({ status: 403 });
    expect(await ask(egress, `http://${HOST}:${port}/search`, { method: 'POST', body: 'q=x' })).toMatchObject({ status: 200 });
    expect(arrived).toEqual(['POST /search q=x']);
  });

  test('still refuses what the policy refuses, for a tunnel and inside one', async () => {
    const { port } = await shop('https');
    let asked = 0;
    const { egress } = await readOnlyProxy({
      guardrails: { allow_private_networks: false },
      // The rebinding name: a public answer first, this machine afterwards.
      resolve: async () => (asked++ === 0 ? ['192.0.2.1'] : ['127.0.0.1']),
    });
    expect(await text(await dial(egress, connectRequest(egress, `127.0.0.1:${port}`)))).toMatch(/^HTTP\/1\.1 403/);
    expect(egress.takeRefusals()).toMatchObject([{ rule: 'private_network' }]);
  });

  test('cuts the tunnels that were open before it judged', async () => {
    const echo = await listen(createTcpServer((socket) => socket.pipe(socket)));
    const egress = await proxy({ identity });
    const socket = await dial(egress, connectRequest(egress, `${HOST}:${echo}`));
    await readUntil(socket, '\r\n\r\n');
    const closed = once(socket, 'close');
    egress.readOnly(() => ({ ok: false, reason: REASON }));
    await closed;
    expect(egress.endsTls).toBe(true);
  });

  test('needs a browser that trusts it', async () => {
    const egress = await proxy();
    expect(() => egress.readOnly(() => ({ ok: true }))).toThrow(/trusts its proxy/);
  });

  test('goes through an upstream proxy, with its credentials, and checks the certificate behind it', async () => {
    const { arrived, port } = await shop('https');
    const asked: string[] = [];
    const server = createHttpServer();
    server.on('connect', (request, client: Socket) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
      const to = dialTcp(port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        client.pipe(to).pipe(client);
      });
      to.on('error', () => client.destroy());
      cleanups.push(() => to.destroy());
    });
    const upstream = { server: `http://127.0.0.1:${await listen(server)}`, username: 'office', password: 'hunter2' };
    const nowhere = async () => Promise.reject(new Error('no DNS here'));
    const settings = { upstream, upstreamProxies: ['127.0.0.1'], guardrails: { allow_private_networks: false } };
    const { egress } = await readOnlyProxy({ ...settings, resolve: nowhere });
    const ending = 'Connection: close\r\n';
    const through = async (host: string, bytes: string) => {
      const socket = await tunnel(egress, 'https', 443, host);
      socket.write(bytes);
      return text(socket);
    };
    expect(await through(HOST, post('/delete', 'id=7', ending))).toMatch(/^HTTP\/1\.1 403/);
    expect(await through(HOST, get('/a', ending))).toMatch(/^HTTP\/1\.1 200/);
    expect(arrived).toEqual(['GET /a']);
    const credentials = `Basic ${Buffer.from('office:hunter2').toString('base64')}`;
    expect(new Set(asked)).toEqual(new Set([`${HOST}:443 ${credentials}`]));
  });
});
