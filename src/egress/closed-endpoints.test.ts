import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { ask, cleanUp, connectRequest, proxy, raw, site } from './testing/proxied.ts';

afterEach(cleanUp);

const own = Object.values(networkInterfaces()).flatMap((all = []) => all.filter(({ internal, family }) => !internal && family === 'IPv4'));

/** Every guardrail is open. */
const OPEN = { allow_private_networks: true, allowed_domains: ['*', '169.254.169.254'] };

describe('what belongs to Rote itself', () => {
  const byName: Record<string, string[]> = {
    'alias.example.com': ['127.0.0.1'],
    'mixed.example.com': ['8.8.8.8', '127.0.0.1'],
    localhost: ['127.0.0.1'],
  };
  const resolve = async (host: string) => byName[host] ?? Promise.reject(new Error('unknown'));

  test.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.0.0.2',
    '0.0.0.0',
    'localhost',
    'LOCALHOST.',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::127.0.0.1]',
    'alias.example.com',
    'mixed.example.com',
    ...own.map(({ address }) => address),
  ])('is not reached as %s, whatever the run allows [EGRESS-17]', async (host) => {
    let arrived = 0;
    const port = await site((_request, response) => {
      arrived += 1;
      response.end('an API');
    });
    const egress = await proxy({ guardrails: OPEN, resolve, closed: () => [`127.0.0.1:${port}`] });
    const answer = await ask(egress, `http://${host}:${port}/v1/runs`, { method: 'POST', body: '{}' });
    expect(answer).toMatchObject({ status: 403, body: expect.stringContaining('belongs to the Rote service itself') });
    expect(await raw(egress, connectRequest(egress, `${host}:${port}`))).toMatch(/^HTTP\/1\.1 403 /);
    expect(egress.takeRefusals().map(({ rule }) => rule)).toEqual(['own_service', 'own_service']);
    expect(arrived).toBe(0);
  });

  test('is judged at each connection, and by host and port together', async () => {
    const port = await site((_request, response) => response.end('an application'));
    let closed: string[] = [];
    const egress = await proxy({ guardrails: OPEN, resolve, closed: () => closed });
    const status = async () => (await ask(egress, `http://127.0.0.1:${port}/`)).status;
    expect(await status()).toBe(200);
    for (const other of [`127.0.0.1:${port + 1}`, `10.0.0.1:${port}`, `db.internal:${port}`, 'nonsense']) {
      closed = [other];
      expect([other, await status()]).toEqual([other, 200]);
    }
    closed = [`localhost:${port}`];
    expect(await status()).toBe(403);
    // DNS that fails opens nothing.
    byName.localhost = [];
    expect(await status()).toBe(403);
    byName.localhost = ['127.0.0.1'];
  });

  test('on another machine is known by its name and by what that resolves to', async () => {
    const found: Record<string, string[]> = {
      'db.corp.example': ['10.1.2.3'],
      'alias.example.com': ['10.1.2.3'],
      'app.example.com': ['10.1.2.4'],
    };
    const closed = () => ['DB.corp.example:5432', '[fd00::7]:7070', 'rote.corp.example:443'];
    const egress = await proxy({ guardrails: OPEN, resolve: async (host) => found[host] ?? [], closed, connectTimeoutMs: 1 });
    const refused = async (authority: string) => (await raw(egress, connectRequest(egress, authority))).startsWith('HTTP/1.1 403 ');
    for (const authority of [
      'db.corp.example:5432',
      'alias.example.com:5432',
      '10.1.2.3:5432',
      '[fd00::7]:7070',
      '[fd00:0::0:7]:7070',
      'rote.corp.example:443',
    ])
      expect([authority, await refused(authority)]).toEqual([authority, true]);
    // At 443, many sites have one address.
    found['rote.corp.example'] = ['10.1.2.4'];
    for (const authority of ['app.example.com:443', 'db.corp.example:443', '10.1.2.4:5432'])
      expect([authority, await refused(authority)]).toEqual([authority, false]);
  });

  test('is no upstream proxy either, and is not reached through one', async () => {
    let arrived = 0;
    const port = await site((_request, response) => {
      arrived += 1;
      response.end();
    });
    const upstreamProxies = ['127.0.0.1'];
    const asProxy = await proxy({
      closed: () => [`127.0.0.1:${port}`],
      upstream: { server: `127.0.0.1:${port}` },
      upstreamProxies,
      resolve: async () => ['8.8.8.8'],
    });
    expect((await ask(asProxy, 'http://shop.example.com/')).body).toContain('belongs to the Rote service itself');
    const nowhere = async () => Promise.reject(new Error('no DNS here'));
    const through = await proxy({
      closed: () => ['rote.corp.example:7070'],
      upstream: { server: `127.0.0.1:${port}` },
      upstreamProxies,
      resolve: nowhere,
    });
    expect((await ask(through, 'http://rote.corp.example:7070/')).status).toBe(403);
    expect(arrived).toBe(0);
  });

  test("includes the run's own proxy", async () => {
    const egress = await proxy({ guardrails: OPEN });
    expect((await ask(egress, `http://127.0.0.1:${egress.port}/`)).status).toBe(403);
  });
});
