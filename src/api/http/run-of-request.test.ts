import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { completeEvent, reportOf } from '../testing/run-deps.ts';
import { TestApi } from '../testing/test-api.ts';

let testApi: TestApi;
beforeAll(async () => {
  testApi = await TestApi.open();
});
afterEach(() => testApi.clear());
afterAll(() => testApi.close());

interface Client {
  id: string;
  ask: (method: string, path: string, headers?: Record<string, string>) => Promise<{ status: number; text: string }>;
}

let names = 0;

/** A client with a new key. */
async function client(url: string, sees: 'own' | 'all' = 'own'): Promise<Client> {
  const { key, stored } = await testApi.storage.keys.create(`client ${++names}`, sees);
  const ask: Client['ask'] = async (method, path, headers = {}) => {
    const response = await fetch(url + path, { method, headers: { authorization: `Bearer ${key}`, ...headers } });
    return { status: response.status, text: await response.text() };
  };
  return { id: stored.id, ask };
}

interface Route {
  method: string;
  path: string;
}

/** Every route of the OpenAPI document that is about a run, and its deprecated twin without a version. */
async function routesOfRuns(url: string): Promise<Route[]> {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, Record<string, unknown>> };
  const routes = Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/runs/{id}'))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })));
  return [...routes, ...routes.map(({ method, path }) => ({ method, path: path.slice('/v1'.length) }))];
}

const at = ({ path }: Route, runId: string) => path.replace('{id}', runId).replace(/\{\w+\}/, 'report.csv');

/** A run in each state, of this owner. */
async function runsOf(owner: string): Promise<Record<string, string>> {
  const [queued, active, ended] = [
    await testApi.queued({}, owner),
    await testApi.running(await testApi.queued({}, owner)),
    await testApi.running(await testApi.queued({}, owner)),
  ];
  active.status = { code: 200, body: JSON.stringify(reportOf(active.runId)) };
  const report = reportOf(ended.runId, { status: 'completed', finished_at: '2026-11-01T10:00:01.000Z' });
  const files = { 'downloads/report.csv': Buffer.from('a,b'), 'screenshots/report.csv': Buffer.from('x'), 'trace.zip': Buffer.from('PK') };
  await testApi.keep(ended.runId, report, [completeEvent(1)], files);
  return { queued, active: active.runId, ended: ended.runId };
}

describe('a key that sees its own runs', () => {
  test('gets the answer for a run that does not exist from every route that is about the run of another', async () => {
    const { url } = await testApi.api({ requireKeys: true });
    const [owner, stranger] = [await client(url), await client(url)];
    const routes = await routesOfRuns(url);
    expect(routes.length).toBeGreaterThan(14);
    for (const [state, runId] of Object.entries(await runsOf(owner.id))) {
      for (const route of routes) {
        const foreign = await stranger.ask(route.method, at(route, runId));
        const missing = await stranger.ask(route.method, at(route, 'no-such-run'));
        expect([state, route, foreign.status]).toEqual([state, route, 404]);
        expect(foreign).toEqual({ status: missing.status, text: missing.text.replace('no-such-run', runId) });
      }
      expect((await testApi.storage.runs.get(runId))?.stop_requested_at, state).toBeNull();
    }
  });

  test('gets its own from every route', async () => {
    const { url } = await testApi.api({ requireKeys: true });
    const owner = await client(url);
    const { ended = '' } = await runsOf(owner.id);
    for (const route of await routesOfRuns(url)) {
      const { status } = await owner.ask(route.method, at(route, ended));
      // The browser of a run that has ended shows nothing.
      expect([route, status]).toEqual([route, route.path.endsWith('/screen') ? 404 : 200]);
    }
  });

  test('lists those alone, also with a cursor of another, and reads no metrics of all', async () => {
    const { url } = await testApi.api({ requireKeys: true });
    const [owner, stranger] = [await client(url), await client(url)];
    const mine = [await testApi.queued({ directive: 'Mine 1' }, owner.id), await testApi.queued({ directive: 'Mine 2' }, owner.id)];
    const theirs = await testApi.queued({ directive: 'Theirs' }, stranger.id);
    const list = async (who: Client, query = '') => JSON.parse((await who.ask('GET', `/v1/runs${query}`)).text);
    const ids = (page: { runs: { run_id: string }[] }) => page.runs.map(({ run_id }) => run_id);
    const first = await list(owner, '?limit=1');
    expect([...ids(first), ...ids(await list(owner, `?limit=1&cursor=${first.next_cursor}`))]).toEqual(mine.toReversed());
    expect(ids(await list(stranger))).toEqual([theirs]);
    expect(ids(await list(stranger, `?cursor=${first.next_cursor}`))).toEqual([]);
    expect(ids(await list(stranger, '?text=mine'))).toEqual([]);
    for (const path of ['/v1/metrics', '/metrics']) expect((await owner.ask('GET', path)).status).toBe(401);
  });
});

test('a key for all runs, and a caller who needs none, see the runs of every owner', async () => {
  const guarded = await testApi.api({ requireKeys: true });
  const owner = await client(guarded.url);
  const runId = await testApi.queued({}, owner.id);
  const operator = await client(guarded.url, 'all');
  for (const path of [`/v1/runs/${runId}`, '/v1/metrics']) expect((await operator.ask('GET', path)).status).toBe(200);
  expect((await operator.ask('GET', '/v1/runs')).text).toContain(runId);
  const { url } = await testApi.api();
  expect((await fetch(`${url}/v1/runs/${runId}`)).status).toBe(200);
  expect((await fetch(`${url}/v1/runs/${runId}/stop`, { method: 'POST' })).status).toBe(200);
});

test('a run belongs to the key that created it', async () => {
  const { app, url } = await testApi.api({ requireKeys: true });
  const { key, stored } = await testApi.storage.keys.create('creator');
  const payload = { directive: 'Cancel order #12345', start_url: 'http://127.0.0.1:4000/' };
  const created = await app.inject({ method: 'POST', url: '/v1/runs', headers: { authorization: `Bearer ${key}` }, payload });
  const runId = created.json().run_id;
  expect(await testApi.storage.runs.get(runId)).toMatchObject({ owner: stored.id });
  expect((await (await client(url)).ask('GET', `/v1/runs/${runId}`)).status).toBe(404);
});
