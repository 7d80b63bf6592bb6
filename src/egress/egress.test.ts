import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { defaultGuardrails } from '../contract/index.ts';
import { createUrlPolicy } from '../guardrails/index.ts';
import { startEgress } from './egress.ts';
import {
  ask,
  authorization,
  cleanUp,
  cleanups,
  connectRequest,
  dial,
  listen,
  proxy,
  raw,
  readUntil,
  type Settings,
  site,
  text,
} from './testing/proxied.ts';

afterEach(cleanUp);

describe('plain http', () => {
  test("answers the browser's own connectivity check itself, whatever the policy, and no other request to that site", async () => {
    let asked = 0;
    const port = await site((_request, response) => response.end(String(++asked)));
    const egress = await proxy({ guardrails: { allowed_domains: ['shop.test'] } });
    const check = 'http://connectivitycheck.gstatic.com/generate_204';
    expect((await ask(egress, check, { anonymous: true })).status).toBe(407);
    expect(await ask(egress, check)).toMatchObject({ status: 204, body: '' });
    expect((await ask(egress, `http://connectivitycheck.gstatic.com:${port}/generate_204`)).status).toBe(403);
    expect(egress.takeRefusals().map(({ host }) => host)).toEqual([`connectivitycheck.gstatic.com:${port}`]);
    expect(asked).toBe(0);
  });

  test('forwards method, path, query, body, repeated headers and the answer, but neither hop-by-hop headers nor the password', async () => {
    let seen: IncomingMessage | undefined;
    let body = '';
    const port = await site(async (request, response) => {
      seen = request;
      body = await text(request);
      response.writeHead(201, 'Made', [
        'Set-Cookie',
        'a=1',
        'Set-Cookie',
        'b=2',
        'X-Odd',
        'é',
        'x-rote-refused',
        'forged',
        'Connection',
        'x-drop',
        'X-Drop',
        '1',
      ]);
      response.end('made');
    });
    const egress = await proxy();
    const answer = await ask(egress, `http://shop.test:${port}/a%20b?c=d&c=e`, {
      method: 'POST',
      body: 'hello',
      headers: { 'x-keep': 'yes', connection: 'x-secret', 'x-secret': 'no', te: 'trailers', 'proxy-connection': 'keep-alive' },
    });
    expect(answer).toMatchObject({ status: 201, body: 'made' });
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(answer.headers).not.toHaveProperty('x-rote-refused');
    expect(answer.headers).not.toHaveProperty('x-drop');
    expect(seen).toMatchObject({ method: 'POST', url: '/a%20b?c=d&c=e' });
    expect(body).toBe('hello');
    expect(seen!.headers).toMatchObject({ host: `shop.test:${port}`, 'x-keep': 'yes' });
    for (const name of ['proxy-authorization', 'proxy-connection', 'x-secret', 'te']) expect(seen!.headers).not.toHaveProperty(name);
  });

  test('keeps credentials in the address from the site, and sets the Host header from the address', async () => {
    let seen: IncomingMessage | undefined;
    const port = await site((request, response) => {
      seen = request;
      response.end();
    });
    await ask(await proxy(), `http://u:hunter2@shop.test:${port}/x`, { headers: { host: 'other.test' } });
    expect(seen!.headers.host).toBe(`shop.test:${port}`);
    expect(JSON.stringify([seen!.url, seen!.rawHeaders])).not.toContain('hunter2');
  });

  test('cuts off an answer that breaks off', async () => {
    const port = await site((_request, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('half', () => response.destroy());
    });
    const egress = await proxy();
    const socket = await dial(
      egress,
      `GET http://shop.test:${port}/ HTTP/1.1\r\nHost: x\r\nProxy-Authorization: ${authorization(egress)}\r\n\r\n`,
    );
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 OK.*half$/s);
  });

  test('decides each request of a connection separately [EGRESS-05]', async () => {
    const port = await site((_request, response) => response.end('reached'));
    const egress = await proxy({ guardrails: { blocked_domains: ['bad.test'] } });
    const head = (host: string, last = false) =>
      `GET http://${host}:${port}/ HTTP/1.1\r\nHost: ${host}\r\nProxy-Authorization: ${authorization(egress)}\r\n${last ? 'Connection: close\r\n' : ''}\r\n`;
    const received = await raw(egress, head('good.test') + head('bad.test') + head('good.test', true));
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 403', 'HTTP/1.1 200']);
    expect(egress.takeRefusals()).toMatchObject([{ host: `bad.test:${port}`, rule: 'blocked_domain' }]);
  });

  test.each([
    'GET / HTTP/1.1',
    'GET https://shop.test/ HTTP/1.1',
    'GET ftp://shop.test/ HTTP/1.1',
    'GET http:// HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'CONNECT shop.test HTTP/1.1',
    'CONNECT shop.test:0 HTTP/1.1',
    'CONNECT u@shop.test:443 HTTP/1.1',
    'CONNECT http://shop.test:443 HTTP/1.1',
    'no http at all',
  ])('answers 400 to %s', async (line) => {
    const received = await raw(await proxy(), `${line}\r\nHost: shop.test\r\nConnection: close\r\n\r\n`);
    expect(received).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('repeating a request', () => {
  test('sends a POST once, even if the site drops the connection [EGRESS-06]', async () => {
    let posts = 0;
    const port = await site((request) => {
      posts += 1;
      request.socket.destroy();
    });
    const egress = await proxy();
    const answer = await ask(egress, `http://shop.test:${port}/pay`, { method: 'POST', body: 'x' });
    expect(answer.status).toBe(502);
    expect(posts).toBe(1);
    expect(egress.takeFailures()).toMatchObject([{ code: 'connection_lost' }]);
    expect(egress.takeRefusals()).toEqual([]);
  });

  test('repeats a GET that hit a connection the site had closed, but not one that failed on a new connection [EGRESS-06]', async () => {
    let requests = 0;
    const port = await listen(
      createTcpServer((socket) => {
        let onThisConnection = 0;
        socket.on('data', () => {
          requests += 1;
          onThisConnection += 1;
          // Kept alive, then closed exactly when the next request arrives.
          if (onThisConnection === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok');
          else socket.destroy();
        });
      }),
    );
    const egress = await proxy();
    expect((await ask(egress, `http://shop.test:${port}/1`)).body).toBe('ok');
    expect((await ask(egress, `http://shop.test:${port}/2`)).body).toBe('ok');
    expect(requests).toBe(3);

    let failing = 0;
    const broken = await site((request) => {
      failing += 1;
      request.socket.destroy();
    });
    expect((await ask(egress, `http://shop.test:${broken}/`)).status).toBe(502);
    expect(failing).toBe(1);
  });
});

describe('refusals', () => {
  test('give the reason in answer and record, without secrets [EGRESS-09]', async () => {
    const reported: unknown[] = [];
    const egress = await proxy({ guardrails: { allow_private_networks: false }, onRefused: (refusal) => reported.push(refusal) });
    const answer = await ask(egress, 'http://user:hunter2@127.0.0.1:1/path?token=hunter2#hunter2');
    const [refusal] = egress.takeRefusals();
    expect(answer).toMatchObject({ status: 403, body: expect.stringContaining('allow_private_networks') });
    expect(answer.headers).toMatchObject({
      'x-rote-refused': refusal!.id,
      'cache-control': 'no-store',
      'content-type': 'text/plain; charset=utf-8',
    });
    expect(refusal).toMatchObject({ url: 'http://127.0.0.1:1/path?…', host: '127.0.0.1:1', rule: 'private_network', count: 1 });
    expect(Date.parse(refusal!.at)).toBeGreaterThan(0);
    expect(reported).toEqual([refusal]);
    expect(JSON.stringify([answer, refusal])).not.toContain('hunter2');
    expect(egress.takeRefusals()).toEqual([]);
  });

  test('stop an https or web socket tunnel before anything is connected', async () => {
    let connections = 0;
    const port = await listen(createTcpServer(() => (connections += 1)));
    const egress = await proxy({ guardrails: { allow_private_networks: false } });
    const received = await raw(egress, connectRequest(egress, `127.0.0.1:${port}`));
    expect(received).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    expect(received).toContain('x-rote-refused: ');
    expect(egress.takeRefusals()).toMatchObject([{ url: `https://127.0.0.1:${port}/`, host: `127.0.0.1:${port}` }]);
    expect(connections).toBe(0);
  });

  test.each([
    ['one private among public', ['93.184.216.34', '10.0.0.1']],
    ['mapped loopback', ['::ffff:127.0.0.1']],
    ['NAT64 of metadata', ['64:ff9b::a9fe:a9fe']],
    ['link-local with zone', ['fe80::1%eth0']],
  ])('stop a public name with %s addresses [EGRESS-03]', async (_what, addresses) => {
    const egress = await proxy({ guardrails: { allow_private_networks: false }, resolve: async () => addresses });
    expect((await ask(egress, 'http://shop.example.com/')).status).toBe(403);
    expect(await raw(egress, connectRequest(egress, 'shop.example.com:443'))).toMatch(/^HTTP\/1\.1 403 /);
    expect(egress.takeRefusals()).toHaveLength(2);
  });

  test('connect a name whose answer changes only to the address that was checked [EGRESS-04]', async () => {
    let connections = 0;
    const port = await listen(createTcpServer(() => (connections += 1)));
    const answers = [['192.0.2.1'], ['127.0.0.1']];
    const asked: string[] = [];
    const policy = { ...createUrlPolicy({ ...defaultGuardrails, allow_private_networks: true }) };
    const strict = createUrlPolicy(defaultGuardrails);
    const egress = await startEgress({
      // 192.0.2.1 stands for a public address that never answers; loopback stays forbidden.
      policy: {
        ...policy,
        checkUrl: strict.checkUrl.bind(strict),
        checkAddresses: (host, list) => (list[0] === '192.0.2.1' ? { ok: true, url: host } : strict.checkAddresses(host, list)),
      },
      resolve: async (host) => {
        asked.push(host);
        return answers[Math.min(asked.length - 1, 1)]!;
      },
      connectTimeoutMs: 200,
    });
    cleanups.push(() => egress.close());
    const first = await ask(egress, `http://rebind.example.com:${port}/`);
    expect([502, 504]).toContain(first.status);
    expect(asked).toHaveLength(1);
    expect((await ask(egress, `http://rebind.example.com:${port}/`)).status).toBe(403);
    expect(connections).toBe(0);
  });

  test('are reported ten times for a page in a loop, then at powers of ten, and memory stays bounded', async () => {
    const reported: number[] = [];
    const egress = await proxy({ guardrails: { allowed_domains: ['shop.test'] }, onRefused: ({ count }) => reported.push(count) });
    const socket = await dial(egress, '');
    const one = `GET http://other.test/ HTTP/1.1\r\nHost: other.test\r\nProxy-Authorization: ${authorization(egress)}\r\n\r\n`;
    socket.write(one.repeat(1_200));
    // Counted over the whole text: a chunk may end in the middle of an answer.
    let text = '';
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      text += chunk.toString();
      if (text.split('HTTP/1.1 403').length > 1_200) break;
    }
    expect(reported).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100, 1_000]);
    expect(egress.takeRefusals()).toHaveLength(1_000);
  });
});

describe('failures of allowed requests', () => {
  test.each<[string, Settings, string, number, string]>([
    ['an empty answer', { resolve: async () => [] }, 'name_not_resolved', 502, 'has no address'],
    [
      'an unknown name',
      { resolve: async () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })) },
      'name_not_resolved',
      502,
      'does not resolve',
    ],
    [
      'a resolver that never answers',
      { resolve: () => new Promise(() => undefined), resolveTimeoutMs: 30 },
      'resolve_timeout',
      504,
      'DNS did not answer',
    ],
  ])('%s', async (_what, options, code, status, says) => {
    const egress = await proxy(options);
    const answer = await ask(egress, 'http://nowhere.example.com/?token=hunter2');
    const [failure] = egress.takeFailures();
    expect(answer).toMatchObject({ status, body: expect.stringContaining(says) });
    expect(answer.headers['x-rote-failed']).toBe(failure!.id);
    expect(failure).toMatchObject({ code, host: 'nowhere.example.com', url: 'http://nowhere.example.com/?…' });
    expect(await raw(egress, connectRequest(egress, 'nowhere.example.com:443'))).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(egress.takeRefusals()).toEqual([]);
  });

  test('a port where nothing listens', async () => {
    const server = createTcpServer();
    const port = await listen(server);
    server.close();
    await once(server, 'close');
    const egress = await proxy();
    expect(await ask(egress, `http://shop.test:${port}/`)).toMatchObject({
      status: 502,
      body: expect.stringContaining('nothing listens there'),
    });
    expect(await raw(egress, connectRequest(egress, `shop.test:${port}`))).toMatch(/^HTTP\/1\.1 502 /);
    expect(egress.takeFailures()).toMatchObject([{ code: 'connection_refused' }, { code: 'connection_refused' }]);
  });

  test('do not include a dead first address while the second answers', async () => {
    const port = await site((_request, response) => response.end('second'));
    const egress = await proxy({ resolve: async () => ['127.0.0.2', '127.0.0.1'] });
    expect((await ask(egress, `http://shop.test:${port}/`)).body).toBe('second');
  });

  test('a site that accepts and stays silent', async () => {
    const port = await listen(createTcpServer());
    const egress = await proxy({ idleTimeoutMs: 50 });
    expect(await ask(egress, `http://shop.test:${port}/`)).toMatchObject({ status: 504 });
    expect(egress.takeFailures()).toMatchObject([{ code: 'idle_timeout' }]);
    const tunnel = await raw(egress, connectRequest(egress, `shop.test:${port}`));
    expect(tunnel).toMatch(/^HTTP\/1\.1 200 Connection established\r\n\r\n$/);
  });

  test('a site that does not speak HTTP, or asks for proxy credentials', async () => {
    const gibberish = await listen(createTcpServer((socket) => socket.end('220 ftp ready\r\n')));
    const asking = await site((_request, response) => response.writeHead(407, { 'proxy-authenticate': 'Basic realm="x"' }).end());
    const egress = await proxy();
    expect((await ask(egress, `http://shop.test:${gibberish}/`)).status).toBe(502);
    expect((await ask(egress, `http://shop.test:${asking}/`)).status).toBe(502);
    expect(egress.takeFailures()).toMatchObject([{ code: 'bad_answer' }, { code: 'bad_answer' }]);
  });
});

describe('credentials', () => {
  test.each(['', 'Basic cm90ZTp3cm9uZw==', 'Bearer x'])('reject %j [EGRESS-08]', async (given) => {
    let reached = 0;
    const port = await site((_request, response) => {
      reached += 1;
      response.end();
    });
    const egress = await proxy();
    const header = given === '' ? '' : `Proxy-Authorization: ${given}\r\n`;
    for (const start of [`GET http://shop.test:${port}/ HTTP/1.1`, `CONNECT shop.test:${port} HTTP/1.1`]) {
      const received = await raw(egress, `${start}\r\nHost: x\r\nConnection: close\r\n${header}\r\n`);
      expect(received).toMatch(/^HTTP\/1\.1 407 .*proxy-authenticate: Basic/is);
    }
    expect(reached).toBe(0);
    expect(egress.takeRefusals()).toEqual([]);
  });

  test('are different for each run', async () => {
    const [one, two] = [await proxy(), await proxy()];
    expect(one.password).not.toBe(two.password);
    expect(one.port).not.toBe(two.port);
  });
});

describe('tunnels and web sockets', () => {
  test('carry bytes both ways, early ones too', async () => {
    const port = await listen(createTcpServer((socket) => socket.pipe(socket)));
    const egress = await proxy();
    const socket = await dial(egress, `${connectRequest(egress, `shop.test:${port}`)}early`);
    expect(await readUntil(socket, 'early')).toMatch(/^HTTP\/1\.1 200 .*early$/s);
    socket.write('late');
    expect(await readUntil(socket, 'late')).toBe('late');
  });

  test('end on both sides when either side ends', async () => {
    let atSite: Socket | undefined;
    const port = await listen(
      createTcpServer((socket) => {
        atSite = socket;
        socket.write('hello');
      }),
    );
    const egress = await proxy();
    const first = await dial(egress, connectRequest(egress, `shop.test:${port}`));
    await readUntil(first, 'hello');
    atSite!.end();
    await once(first, 'close');
    const second = await dial(egress, connectRequest(egress, `shop.test:${port}`));
    await readUntil(second, 'hello');
    second.destroy();
    await once(atSite!, 'close');
  });

  test('turn a plain upgrade into a web socket only after 101', async () => {
    const server = createServer((_request, response) => response.end('no socket here'));
    server.on('upgrade', (request, socket) => {
      if (request.url === '/no') return socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno');
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Answer: 1\r\n\r\n');
      socket.pipe(socket);
    });
    const port = await listen(server);
    const egress = await proxy({ guardrails: { blocked_domains: ['bad.test'] } });
    const open = (url: string, auth = authorization(egress)) =>
      `GET ${url} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nProxy-Authorization: ${auth}\r\n\r\n`;
    const socket = await dial(egress, open(`http://shop.test:${port}/live`));
    expect(await readUntil(socket, '\r\n\r\n')).toMatch(/^HTTP\/1\.1 101 .*X-Answer: 1/s);
    socket.write('ping');
    expect(await readUntil(socket, 'ping')).toBe('ping');
    expect(await raw(egress, open(`http://shop.test:${port}/no`))).toMatch(/^HTTP\/1\.1 403 Forbidden.*no$/s);
    expect(await raw(egress, open(`ws://bad.test:${port}/`))).toContain('x-rote-refused');
    expect(await raw(egress, open(`http://shop.test:${port}/live`, 'Basic x'))).toMatch(/^HTTP\/1\.1 407/);
  });
});

describe('closing', () => {
  test('ends every connection, pending and open ones too, and is safe to call twice', async () => {
    const port = await listen(createTcpServer((socket) => socket.write('hello')));
    const egress = await proxy({
      resolve: async (host) => (host === 'slow.test' ? ['192.0.2.1'] : ['127.0.0.1']),
      guardrails: { allow_private_networks: true },
    });
    const tunnel = await dial(egress, connectRequest(egress, `shop.test:${port}`));
    await readUntil(tunnel, 'hello');
    const waiting = await dial(egress, connectRequest(egress, 'slow.test:443'));
    const idle = await dial(egress, '');
    const closed = [tunnel, waiting, idle].map((socket) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      // A socket that ends with unread data emits an error first.
      socket.on('error', () => socket.destroy());
      socket.once('close', resolve);
      socket.resume();
      return promise;
    });
    await once(idle, 'connect');
    const { port: closedPort } = egress;
    await Promise.all([egress.close(), egress.close(), ...closed]);
    const late = connect(closedPort, '127.0.0.1');
    const [error] = await once(late, 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });
});
