import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { completeEvent, noticeEvent, reportOf } from '../testing/run-deps.ts';
import { TestApi } from '../testing/test-api.ts';

let testApi: TestApi;
beforeAll(async () => {
  testApi = await TestApi.open();
});
afterEach(() => testApi.clear());
afterAll(() => testApi.close());

const RUN = 'kept-run';
const LIVE = 'live-run';
const body = JSON.stringify({ directive: 'Cancel order #12345', start_url: 'http://127.0.0.1:4000/', run_id: 'asked-twice' });
const posted = { method: 'POST', body, headers: { 'content-type': 'application/json', 'idempotency-key': 'the-same-for-both' } };

/** One request to each path that had no version. */
const OLD_PATHS: [path: string, init?: RequestInit][] = [
  ['/runs', posted],
  ['/runs/dry-run', { ...posted, headers: { 'content-type': 'application/json' } }],
  ['/runs?playbook=cancel_order&limit=5'],
  [`/runs/${RUN}`],
  [`/runs/${RUN}/stop`, { method: 'POST' }],
  [`/runs/${RUN}/stream?last_event_id=1`],
  [`/runs/${RUN}/recording/manifest`],
  [`/runs/${RUN}/recording/trace`],
  [`/runs/${RUN}/recording/screenshots/0001.jpg`],
  [`/runs/${RUN}/recording/downloads/orders.csv`],
  [`/runs/${LIVE}/screen`],
  ['/playbooks'],
  ['/playbooks/cancel_order'],
];

/** Different for each request, whatever its path. */
const PER_REQUEST = ['date', 'x-request-id', 'idempotent-replayed'];
const OF_OLD_PATHS = ['deprecation', 'link'];

async function answer(url: string, init?: RequestInit) {
  const response = await fetch(url, init);
  const headers = Object.fromEntries([...response.headers].filter(([name]) => ![...PER_REQUEST, ...OF_OLD_PATHS].includes(name)));
  return { all: response.headers, seen: { status: response.status, headers, body: await response.text() } };
}

test('every path without a version answers like its /v1 path, and names it', async () => {
  const { url } = await testApi.api();
  await testApi.running(await testApi.queued({ run_id: RUN }));
  await testApi.keep(RUN, reportOf(RUN, { status: 'completed' }), [noticeEvent(1), noticeEvent(2), completeEvent(3)], {
    'trace.zip': Buffer.from('a trace'),
    'screenshots/0001.jpg': Buffer.from('a picture'),
    'downloads/orders.csv': Buffer.from('10234;cancelled'),
  });
  const sandbox = await testApi.running(await testApi.queued({ run_id: LIVE }));
  sandbox.files.set('/screen', { body: Buffer.from('the page') });

  for (const [path, init] of OLD_PATHS) {
    const old = await answer(url + path, init);
    const versioned = await answer(`${url}/v1${path}`, init);
    const location = versioned.seen.headers.location;
    if (location !== undefined) {
      expect(location).toBe(`/v1${old.seen.headers.location}`);
      versioned.seen.headers.location = location.slice('/v1'.length);
    }
    expect(old.seen, path).toEqual(versioned.seen);
    expect(old.seen.status, path).toBeLessThan(300);
    expect(old.all.get('deprecation')).toBe('@1795737600');
    expect(old.all.get('link')).toBe(`</v1${path.split('?')[0]}>; rel="successor-version"`);
    expect([versioned.all.get('deprecation'), versioned.all.get('link')]).toEqual([null, null]);
  }
});

test('these are all routes of the service', async () => {
  const { app, url } = await testApi.api();
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, Record<string, unknown>> };
  const documented = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
  const walked = OLD_PATHS.map(([path, init]) => {
    const route = app.findRoute({ method: (init?.method ?? 'GET') as 'GET' | 'POST', url: pattern(path) });
    expect(route, path).not.toBeNull();
    return `${(init?.method ?? 'GET').toLowerCase()} /v1${pattern(path).replace(/:(\w+)/g, '{$1}')}`;
  });
  const unversioned = ['get /v1/healthz', 'get /v1/readyz', 'get /v1/metrics'];
  const newer = ['post /v1/files'];
  expect([...walked, ...unversioned, ...newer].sort()).toEqual(documented.sort());
  expect((await fetch(`${url}/files?name=a`, { method: 'POST' })).status).toBe(404);
});

function pattern(path: string): string {
  const [plain = ''] = path.split('?');
  return plain
    .replace(new RegExp(`${RUN}|${LIVE}`), ':id')
    .replace('cancel_order', ':id')
    .replace(/(screenshots|downloads)\/.*/, '$1/:file');
}

test('probes, metrics and documents have no version and are not deprecated', async () => {
  const { url } = await testApi.api();
  for (const path of ['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs/']) {
    const response = await fetch(url + path);
    expect([path, response.status, response.headers.get('deprecation')]).toEqual([path, 200, null]);
  }
  for (const path of ['/v1/healthz', '/v1/readyz', '/v1/metrics']) expect((await fetch(url + path)).status).toBe(200);
});

test('a refused request at a path without a version names its /v1 path too', async () => {
  const { url } = await testApi.api({ requireKeys: true });
  const refused = await fetch(`${url}/runs/some%3Erun`);
  expect([refused.status, refused.headers.get('link')]).toEqual([401, '</v1/runs/some%3Erun>; rel="successor-version"']);
});

test('both paths share one rate limit', async () => {
  const { url } = await testApi.api({ limits: { ratePerMinute: 2, bodyBytes: 1_000 } });
  const statuses = [];
  for (const path of ['/runs', '/v1/runs', '/runs', '/v1/runs']) statuses.push((await fetch(url + path)).status);
  expect(statuses).toEqual([200, 200, 429, 429]);
});
