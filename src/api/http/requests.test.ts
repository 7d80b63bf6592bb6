import { randomUUID } from 'node:crypto';
import { createConnection } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Log } from '../../base/index.ts';
import { ERROR_CODES } from '../../contract/index.ts';
import type { ApiDeps } from '../api-deps.ts';
import { TestApi } from '../testing/test-api.ts';
import { HTTP_STATUS } from './http-status.ts';

let testApi: TestApi;
beforeAll(async () => {
  testApi = await TestApi.open();
});
afterEach(() => testApi.clear());
afterAll(() => testApi.close());

/** A log that keeps its lines. */
function keptLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const keep = (message: string, fields?: Record<string, unknown>) => void lines.push(JSON.stringify({ message, ...fields }));
  return { log: { debug: keep, info: keep, warn: keep, error: keep }, lines };
}

/** A valid request but for its depth. */
function deep(levels: number): string {
  return `{"directive":"Cancel order #12345","output_schema":{"a":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}}`;
}

async function codeOf(response: Response): Promise<[number, string]> {
  return [response.status, (await response.json()).error.code];
}

describe('keys', () => {
  test('are needed for everything but the documents and the probes', async () => {
    const { url } = await testApi.api({ requireKeys: true });
    for (const path of ['/healthz', '/readyz', '/v1/healthz', '/v1/readyz', '/openapi.json', '/docs/', '/docs/static/swagger-ui.css'])
      expect([path, (await fetch(url + path)).status]).toEqual([path, 200]);
    for (const path of ['/v1/runs', '/v1/runs/x', '/v1/runs/x/stream', '/v1/playbooks', '/v1/metrics', '/metrics', '/runs', '/nowhere']) {
      const response = await fetch(url + path);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect([path, ...(await codeOf(response))]).toEqual([path, 401, 'UNAUTHORIZED']);
    }
    expect(await codeOf(await fetch(`${url}/v1/runs`, { method: 'POST', body: '{}' }))).toEqual([401, 'UNAUTHORIZED']);
  });

  test('are accepted until they are revoked', async () => {
    const { url } = await testApi.api({ requireKeys: true });
    const { key, stored } = await testApi.storage.keys.create('for a while');
    const ask = (authorization: string) => fetch(`${url}/v1/runs`, { headers: { authorization } });
    expect((await ask(`Bearer ${key}`)).status).toBe(200);
    for (const wrong of [`Bearer ${key}x`, `Basic ${key}`, 'Bearer ', key]) expect((await ask(wrong)).status).toBe(401);
    await testApi.storage.keys.revoke(stored.id);
    expect((await ask(`Bearer ${key}`)).status).toBe(401);
  });

  test('must be valid if presented, even where none is needed', async () => {
    const { url } = await testApi.api();
    expect((await fetch(`${url}/v1/runs`)).status).toBe(200);
    expect((await fetch(`${url}/v1/runs`, { headers: { authorization: 'Bearer made-up' } })).status).toBe(401);
  });

  test('appear in no log and no answer', async () => {
    const { log, lines } = keptLog();
    const { url } = await testApi.api({ requireKeys: true, log });
    const { key } = await testApi.storage.keys.create('quiet');
    const answers = [];
    for (const presented of [key, `${key}-but-wrong`])
      answers.push(await (await fetch(`${url}/v1/runs`, { headers: { authorization: `Bearer ${presented}` } })).text());
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify([lines, answers])).not.toContain(key);
  });
});

describe('without keys', () => {
  const ask = async (headers: Record<string, string>, method: 'GET' | 'POST' = 'GET') => {
    const { app } = await testApi.api();
    return (
      await app.inject({ method, url: '/v1/runs', headers, ...(method === 'POST' && { payload: { directive: 'Cancel order #12345' } }) })
    ).statusCode;
  };

  test.each(['localhost', 'localhost:7070', '127.0.0.1:7070', '127.8.8.8', '[::1]:7070', 'rote.localhost:7070'])(
    '%s is this machine',
    async (host) => {
      expect(await ask({ host })).toBe(200);
    },
  );

  test.each([
    'evil.example.com',
    'localhost.evil.example.com',
    '10.0.0.5:7070',
    '127.0.0.1.evil.example.com',
    'user@evil.example.com',
    ' ',
  ])('a foreign host name that resolves here (%s) is refused', async (host) => {
    expect(await ask({ host })).toBe(401);
  });

  test('pages of other sites can neither read nor start anything; a link can be followed', async () => {
    const host = 'localhost:7070';
    expect(await ask({ host, origin: 'https://evil.example.com' })).toBe(401);
    expect(await ask({ host, origin: 'https://evil.example.com' }, 'POST')).toBe(401);
    expect(await ask({ host, origin: 'null' }, 'POST')).toBe(401);
    expect(await ask({ host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).toBe(401);
    expect(await ask({ host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toBe(200);
    expect(await ask({ host, 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await ask({ host, origin: 'http://localhost:5173' })).toBe(200);
  });
});

describe('a request that changes something', () => {
  const host = 'localhost:7070';
  const foreign: Record<string, string>[] = [
    { origin: 'http://localhost:5173' },
    { origin: 'http://127.0.0.1:7070' },
    { origin: 'http://localhost' },
    { origin: 'https://evil.example.com' },
    { origin: 'null' },
    { origin: 'file://' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: `http://${host}`, 'sec-fetch-site': 'same-site' },
  ];
  const own: Record<string, string>[] = [
    { origin: 'https://localhost:7070' },
    {},
    { origin: `http://${host}` },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ];

  describe.each([
    ['with a key', true],
    ['without keys', false],
  ] as const)('%s', (_, requireKeys) => {
    const stop = async (headers: Record<string, string>) => {
      const { app } = await testApi.api({ requireKeys });
      const { key, stored } = await testApi.storage.keys.create(`origin ${randomUUID()}`);
      const runId = await testApi.queued({}, stored.id);
      const authorization = requireKeys ? { authorization: `Bearer ${key}` } : {};
      const { statusCode } = await app.inject({
        method: 'POST',
        url: `/v1/runs/${runId}/stop`,
        headers: { host, ...authorization, ...headers },
      });
      return [statusCode, (await testApi.storage.runs.get(runId))?.status];
    };

    test.each(foreign)('is refused from a page of another origin: %j', async (headers) => {
      expect(await stop(headers)).toEqual([401, 'queued']);
    });

    test.each(own)('is taken from our own pages and from what is no browser: %j', async (headers) => {
      expect(await stop(headers)).toEqual([200, 'terminated']);
    });
  });

  test('is taken from a page behind a proxy that sends another host', async () => {
    const { app } = await testApi.api({ requireKeys: true });
    const { key, stored } = await testApi.storage.keys.create('proxied');
    const headers = {
      host: 'inner:7070',
      authorization: `Bearer ${key}`,
      origin: 'https://rote.example.com',
      'sec-fetch-site': 'same-origin',
    };
    expect((await app.inject({ method: 'POST', url: `/v1/runs/${await testApi.queued({}, stored.id)}/stop`, headers })).statusCode).toBe(
      200,
    );
  });

  test.each(['text/plain', 'text/plain;charset=UTF-8', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'has a JSON body or none: %s',
    async (type) => {
      const { app } = await testApi.api();
      const payload = JSON.stringify({ directive: 'Cancel order #12345' });
      const headers = { host, ...(type !== '' && { 'content-type': type }) };
      expect((await app.inject({ method: 'POST', url: '/v1/runs', headers, payload })).statusCode).toBe(415);
      expect((await app.inject({ method: 'POST', url: `/v1/runs/${await testApi.queued()}/stop`, headers, payload: 'x' })).statusCode).toBe(
        415,
      );
    },
  );
});

describe('limits', () => {
  test('apply to requests per key: one busy caller does not stop another', async () => {
    const { url } = await testApi.api({ requireKeys: true, limits: { ratePerMinute: 3, bodyBytes: 1000 } });
    const [one, two] = [await testApi.storage.keys.create('eager'), await testApi.storage.keys.create('modest')];
    const ask = (key: string) => fetch(`${url}/v1/runs`, { headers: { authorization: `Bearer ${key}` } });
    for (let time = 0; time < 3; time++) expect((await ask(one.key)).status).toBe(200);
    const refused = await ask(one.key);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await codeOf(refused)).toEqual([429, 'RATE_LIMITED']);
    expect((await ask(two.key)).status).toBe(200);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  test('apply to guesses of keys per address', async () => {
    const { url } = await testApi.api({ requireKeys: true, limits: { ratePerMinute: 2, bodyBytes: 1000 } });
    const statuses = [];
    for (let time = 0; time < 3; time++)
      statuses.push((await fetch(`${url}/v1/runs`, { headers: { authorization: 'Bearer guess' } })).status);
    expect(statuses).toEqual([401, 401, 429]);
  });

  test('apply to the size of bodies', async () => {
    const { url } = await testApi.api({ limits: { ratePerMinute: 100, bodyBytes: 1000 } });
    const body = JSON.stringify({ directive: 'x'.repeat(1000) });
    const response = await fetch(`${url}/v1/runs`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(await codeOf(response)).toEqual([413, 'VALIDATION_FAILED']);
  });
});

describe('errors', () => {
  test('have a status for each code', () => {
    for (const code of ERROR_CODES) expect(HTTP_STATUS[code]).toBeGreaterThanOrEqual(400);
  });

  test.each([
    ['a body that is not JSON', { body: '{"credentials": {"password": hunter2}}', headers: { 'content-type': 'application/json' } }, 400],
    ['an empty body', { body: '', headers: { 'content-type': 'application/json' } }, 400],
    ['no body', {}, 400],
    ['deep JSON', { body: deep(1_000), headers: { 'content-type': 'application/json' } }, 400],
    ['very deep JSON', { body: deep(150_000), headers: { 'content-type': 'application/json' } }, 400],
    ['wide JSON', { body: `[${'1,'.repeat(30_000)}1]`, headers: { 'content-type': 'application/json' } }, 400],
    ['a list', { body: '["hunter2"]', headers: { 'content-type': 'application/json' } }, 400],
    ['a key that is a prototype', { body: '{"__proto__": {"x": "hunter2"}}', headers: { 'content-type': 'application/json' } }, 400],
    ['a form', { body: 'directive=hunter2', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415],
  ])('%s is VALIDATION_FAILED and never quoted', async (_name, init, status) => {
    const { log, lines } = keptLog();
    const { url } = await testApi.api({ log });
    const response = await fetch(`${url}/v1/runs`, { method: 'POST', ...init });
    const text = await response.text();
    expect([response.status, JSON.parse(text).error.code]).toEqual([status, 'VALIDATION_FAILED']);
    expect(text + lines.join('\n')).not.toContain('hunter2');
  });

  test('unknown addresses, methods and escapes have the same shape', async () => {
    const { url } = await testApi.api();
    expect(await codeOf(await fetch(`${url}/nowhere?q=1`))).toEqual([404, 'NOT_FOUND']);
    expect(await codeOf(await fetch(`${url}/v1/runs`, { method: 'DELETE' }))).toEqual([404, 'NOT_FOUND']);
    expect(await codeOf(await fetch(`${url}/v1/runs/%zz`))).toEqual([400, 'VALIDATION_FAILED']);
    expect(await codeOf(await fetch(`${url}/v1/runs/${'x'.repeat(600)}`))).toEqual([414, 'VALIDATION_FAILED']);
  });

  test('answer input that is not HTTP', async () => {
    const { url } = await testApi.api();
    const answer = await new Promise<string>((done) => {
      let text = '';
      const socket = createConnection({ host: '127.0.0.1', port: Number(new URL(url).port) }, () => socket.write('hello there\r\n\r\n'));
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      socket.on('close', () => done(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ error: { code: 'VALIDATION_FAILED' } });
  });

  test('inside the service go to the log only, with the id that the caller gets', async () => {
    const { log, lines } = keptLog();
    const failing: ApiDeps['storage'] = {
      ...testApi.storage,
      runs: {
        ...testApi.storage.runs,
        get: async () => {
          throw new Error('connect ECONNREFUSED database.internal:5432');
        },
      },
    };
    const { url } = await testApi.api({ log, storage: failing });
    const response = await fetch(`${url}/v1/runs/some-run`);
    const body = await response.text();
    expect(response.status).toBe(500);
    expect(body).not.toContain('database.internal');
    const id = response.headers.get('x-request-id')!;
    expect(body).toContain(id);
    expect(lines.filter((line) => line.includes(id) && line.includes('database.internal'))).not.toEqual([]);
    expect(lines.some((line) => line.includes('"run_id":"some-run"'))).toBe(true);
  });
});
