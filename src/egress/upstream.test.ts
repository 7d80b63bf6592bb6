import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ask, cleanUp, connectRequest, dial, listen, proxy, raw, readUntil, site } from './testing/proxied.ts';

afterEach(cleanUp);

/** What the operator lists, in most of these tests. */
const OURS = ['127.0.0.1'];

describe('an upstream proxy', () => {
  /** A proxy that records its requests, answers plain ones and tunnels CONNECTs to `port`. */
  async function upstream(port: number, wants?: string) {
    const asked: { line: string; auth: string | undefined }[] = [];
    const server = createServer((request, response) => {
      asked.push({ line: `${request.method} ${request.url}`, auth: request.headers['proxy-authorization'] });
      if (wants !== undefined && request.headers['proxy-authorization'] !== wants) response.writeHead(407).end();
      else response.end('by the upstream');
    });
    server.on('connect', (request, client) => {
      asked.push({ line: `CONNECT ${request.url}`, auth: request.headers['proxy-authorization'] });
      if (wants !== undefined && request.headers['proxy-authorization'] !== wants) return client.end('HTTP/1.1 407 No\r\n\r\n');
      const to = connect(port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        client.pipe(to).pipe(client);
      });
      to.on('error', () => client.destroy());
    });
    return { asked, server: `http://127.0.0.1:${await listen(server)}` };
  }
  const nowhere = async () => Promise.reject(new Error('no DNS here'));
  const credentials = `Basic ${Buffer.from('office:hunter2').toString('base64')}`;

  test('gets http in absolute form and everything else by CONNECT, with its own credentials', async () => {
    const echo = await listen(createTcpServer((socket) => socket.pipe(socket)));
    const { asked, server } = await upstream(echo, credentials);
    const egress = await proxy({
      guardrails: { allow_private_networks: false },
      resolve: nowhere,
      upstream: { server, username: 'office', password: 'hunter2' },
      upstreamProxies: OURS,
    });
    expect(await ask(egress, 'http://shop.example.com/a?b=c')).toMatchObject({ status: 200, body: 'by the upstream' });
    const socket = await dial(egress, connectRequest(egress, 'shop.example.com:443'));
    await readUntil(socket, '\r\n\r\n');
    socket.write('through');
    expect(await readUntil(socket, 'through')).toBe('through');
    expect(asked).toEqual([
      { line: 'GET http://shop.example.com/a?b=c', auth: credentials },
      { line: 'CONNECT shop.example.com:443', auth: credentials },
    ]);
  });

  test('gets no request for private names, private addresses, or names with private addresses [EGRESS-10]', async () => {
    const { asked, server } = await upstream(1);
    const blind = await proxy({
      guardrails: { allow_private_networks: false },
      resolve: nowhere,
      upstream: { server },
      upstreamProxies: OURS,
    });
    for (const host of [
      '127.0.0.1',
      '10.0.0.1',
      '[::ffff:169.254.169.254]',
      'localhost',
      'intranet',
      'metadata.google.internal',
      'printer.local',
    ])
      expect([host, (await ask(blind, `http://${host}/`)).status]).toEqual([host, 403]);
    const seeing = await proxy({
      guardrails: { allow_private_networks: false },
      resolve: async () => ['10.0.0.1'],
      upstream: { server },
      upstreamProxies: OURS,
    });
    expect((await ask(seeing, 'http://alias.example.com/')).status).toBe(403);
    expect(asked).toEqual([]);
  });

  test('gets no request for this machine itself [EGRESS-10]', async () => {
    const { asked, server } = await upstream(1);
    const port = await site((_request, response) => response.end('here'));
    const egress = await proxy({ upstream: { server }, upstreamProxies: OURS });
    expect((await ask(egress, `http://localhost:${port}/`)).body).toBe('here');
    expect(asked).toEqual([]);
  });

  test('that rejects the credentials or cannot be reached has its own error code, without the password', async () => {
    const { server } = await upstream(1, 'Basic other');
    const egress = await proxy({
      resolve: nowhere,
      upstream: { server: server.replace('//', '//office:hunter2@') },
      upstreamProxies: OURS,
    });
    const answers = [
      await ask(egress, 'http://shop.example.com/'),
      { body: await raw(egress, connectRequest(egress, 'shop.example.com:443')) },
    ];
    expect(answers[0]).toMatchObject({ status: 502 });
    expect(answers[1]!.body).toMatch(/^HTTP\/1\.1 502 /);
    const failures = egress.takeFailures();
    expect(failures.map(({ code }) => code)).toEqual(['upstream_auth', 'upstream_auth']);
    expect(JSON.stringify([answers, failures])).not.toMatch(/hunter2|b2ZmaWNl/);

    const gone = createTcpServer();
    const port = await listen(gone);
    gone.close();
    await once(gone, 'close');
    const dead = await proxy({ resolve: nowhere, upstream: { server: `http://127.0.0.1:${port}` }, upstreamProxies: OURS });
    expect((await ask(dead, 'http://shop.example.com/')).status).toBe(502);
    expect(await raw(dead, connectRequest(dead, 'shop.example.com:443'))).toMatch(/^HTTP\/1\.1 502 /);
    expect(dead.takeFailures().map(({ code }) => code)).toEqual(['upstream_unreachable', 'upstream_unreachable']);
  });

  test.each(['socks5://127.0.0.1:1080', 'https://proxy.test', 'http://', '://'])('%s is rejected at the start', async (server) => {
    await expect(proxy({ upstream: { server, password: 'hunter2' } })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      message: expect.not.stringContaining('hunter2'),
    });
  });

  test.each([
    'http://127.0.0.1:3128',
    'localhost:3128',
    'http://2130706433:3128',
    'http://[::1]:3128',
    'http://[::ffff:10.0.0.1]:3128',
    'http://0.0.0.0:3128',
    'http://10.1.2.3:3128',
    'http://192.168.1.1',
    'http://169.254.169.254',
    'http://metadata.google.internal',
    'http://[fe80::1]:3128',
    'http://proxy.internal:3128',
  ])('%s is refused at the start unless the operator lists it, whatever the run allows [EGRESS-16]', async (server) => {
    const guardrails = { allow_private_networks: true, allowed_domains: ['*', '127.0.0.1', '169.254.169.254', 'metadata.google.internal'] };
    const upstream = { server: server.replace(/^(http:\/\/)?/, 'http://office:hunter2@'), password: 'hunter2' };
    for (const upstreamProxies of [[], ['proxy.example.com', '127.0.0.1:8080']]) {
      const refused = await proxy({ guardrails, upstream, upstreamProxies }).catch((error: unknown) => error);
      expect(refused).toMatchObject({
        code: 'GUARDRAIL_BLOCKED',
        message: expect.stringMatching(/^The upstream proxy was refused: .*ROTE_UPSTREAM_PROXIES/),
      });
      expect(String(refused)).not.toMatch(/hunter2|office/);
    }
    const { hostname } = new URL(upstream.server);
    await expect(proxy({ guardrails, upstream, upstreamProxies: [hostname] })).resolves.toBeDefined();
  });

  test('with a public name is judged by the address that is connected to [EGRESS-16]', async () => {
    const { asked, server } = await upstream(1);
    const named = server.replace('127.0.0.1', 'proxy.example.com');
    const answers: string[][] = [];
    const resolve = async (host: string) => (host === 'proxy.example.com' ? (answers.shift() ?? []) : Promise.reject(new Error('unknown')));
    const options = { resolve, upstream: { server: named, username: 'office', password: 'hunter2' } };
    const egress = await proxy({ ...options, guardrails: { allowed_domains: ['*'] } });
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '10.0.0.1'], ['169.254.169.254'], ['::ffff:127.0.0.1']]) {
      answers.push(addresses, addresses);
      const answer = await ask(egress, 'http://shop.example.com/');
      expect([addresses, answer.status]).toEqual([addresses, 403]);
      expect(answer.body).toContain('ROTE_UPSTREAM_PROXIES');
      expect(await raw(egress, connectRequest(egress, 'shop.example.com:443'))).toMatch(/^HTTP\/1\.1 403 /);
    }
    expect(new Set(egress.takeRefusals().map(({ rule }) => rule))).toEqual(new Set(['upstream_proxy']));
    expect(asked).toEqual([]);
    answers.push(['127.0.0.1']);
    const listed = await proxy({ ...options, upstreamProxies: ['proxy.example.com'] });
    expect((await ask(listed, 'http://shop.example.com/')).body).toBe('by the upstream');
    // A wildcard opens no metadata address.
    answers.push(['169.254.169.254']);
    const wide = await proxy({ ...options, upstreamProxies: ['*'] });
    expect((await ask(wide, 'http://shop.example.com/')).status).toBe(403);
  });

  test('whose name does not resolve cannot be reached', async () => {
    const egress = await proxy({ resolve: nowhere, upstream: { server: 'http://proxy.example.com' } });
    expect((await ask(egress, 'http://shop.example.com/')).status).toBe(502);
    expect(egress.takeFailures()).toMatchObject([{ code: 'upstream_unreachable' }]);
  });
});
