import { createHash, randomBytes } from 'node:crypto';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { completeEvent, reportOf } from '../testing/run-deps.ts';
import { TestApi } from '../testing/test-api.ts';

let testApi: TestApi;
beforeAll(async () => {
  testApi = await TestApi.open();
});
afterEach(() => testApi.clear());
afterAll(() => testApi.close());

interface Got {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** The connection broke off before the answer was whole. */
  cut: boolean;
}

function get(url: string): Promise<Got> {
  return new Promise((done, fail) => {
    httpGet(url, { agent: false }, (response) => {
      const chunks: Buffer[] = [];
      const settle = (cut: boolean) =>
        done({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks), cut });
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => settle(false));
      response.on('error', () => settle(true));
    }).on('error', fail);
  });
}

const sum = (body: Buffer) => createHash('sha256').update(body).digest('hex');
const LIVE = randomBytes(3_000_000);
const KEPT = randomBytes(2_000_000);

describe('the trace', () => {
  const path = '/recording/trace';

  test('comes whole from the sandbox while there is one, with its length', async () => {
    const { url } = await testApi.api();
    const sandbox = await testApi.running();
    sandbox.files.set(path, { body: LIVE });
    const got = await get(`${url}/v1/runs/${sandbox.runId}/recording/trace`);
    expect(got).toMatchObject({
      status: 200,
      cut: false,
      headers: { 'content-type': 'application/zip', 'content-length': `${LIVE.length}` },
    });
    expect(sum(got.body)).toBe(sum(LIVE));
  });

  test('comes from storage when the live one is cut before its first byte [STREAM-08]', async () => {
    const { url } = await testApi.api();
    const sandbox = await testApi.running();
    sandbox.files.set(path, { body: LIVE, cutAfter: 0 });
    await testApi.keep(sandbox.runId, reportOf(sandbox.runId, { status: 'completed' }), [completeEvent(1)], { 'trace.zip': KEPT });
    const got = await get(`${url}/v1/runs/${sandbox.runId}/recording/trace`);
    expect(got).toMatchObject({ status: 200, cut: false });
    expect(sum(got.body)).toBe(sum(KEPT));
  });

  test('comes from storage when the live one is cut while the worker stores it', async () => {
    const sandbox = await testApi.running();
    // The row is read before the run is committed, and again after the sandbox was lost.
    const { runs } = testApi.storage;
    let kept = false;
    const storage = {
      ...testApi.storage,
      runs: {
        ...runs,
        get: async (runId: string) => {
          const run = await runs.get(runId);
          if (!kept) {
            kept = true;
            await testApi.keep(runId, reportOf(runId, { status: 'completed' }), [completeEvent(1)], { 'trace.zip': KEPT });
          }
          return run;
        },
      },
    };
    const { url } = await testApi.api({ storage });
    sandbox.files.set(path, { body: LIVE, cutAfter: 0 });
    const got = await get(`${url}/v1/runs/${sandbox.runId}/recording/trace`);
    expect(sum(got.body)).toBe(sum(KEPT));
  });

  test.each([1, 70_000, LIVE.length - 1])(
    'is a broken connection when the live one is cut after %i bytes: no mixture, and nothing that looks whole [STREAM-08]',
    async (bytes) => {
      const { url } = await testApi.api();
      const sandbox = await testApi.running();
      sandbox.files.set(path, { body: LIVE, cutAfter: bytes });
      const got = await get(`${url}/v1/runs/${sandbox.runId}/recording/trace`);
      expect(got.cut).toBe(true);
      expect(got.body.length).toBeLessThanOrEqual(bytes);
      expect(got.body.equals(LIVE.subarray(0, got.body.length))).toBe(true);
    },
  );

  test('is TRACE_NOT_AVAILABLE when there is none', async () => {
    const { url } = await testApi.api();
    const queued = await testApi.queued();
    const running = await testApi.running();
    const gone = await testApi.running();
    await gone.close();
    const kept = await testApi.running();
    await testApi.keep(kept.runId, reportOf(kept.runId, { status: 'completed' }), [completeEvent(1)]);
    for (const runId of [queued, running.runId, gone.runId, kept.runId]) {
      const got = await get(`${url}/v1/runs/${runId}/recording/trace`);
      expect(got.status).toBe(404);
      expect(JSON.parse(got.body.toString())).toMatchObject({ error: { code: 'TRACE_NOT_AVAILABLE' } });
    }
  });
});

describe('screenshots and downloads', () => {
  test('come from the sandbox, then from storage; a browser saves a download and never opens it', async () => {
    const { url } = await testApi.api();
    const sandbox = await testApi.running();
    const name = 'Umsätze (2026) "final".html';
    const page = Buffer.from('<script>alert(1)</script>');
    sandbox.files.set('/recording/screenshots/0001_click.jpg', { body: KEPT });
    sandbox.files.set(`/recording/downloads/${name}`, { body: page });
    const live = await get(`${url}/v1/runs/${sandbox.runId}/recording/screenshots/0001_click.jpg`);
    expect(live).toMatchObject({ status: 200, headers: { 'content-type': 'image/jpeg', 'x-content-type-options': 'nosniff' } });
    const address = `${url}/v1/runs/${sandbox.runId}/recording/downloads/${encodeURIComponent(name)}`;
    const before = await get(address);
    await testApi.keep(sandbox.runId, reportOf(sandbox.runId, { status: 'completed' }), [completeEvent(1)], {
      [`downloads/${name}`]: page,
    });
    await sandbox.close();
    for (const got of [before, await get(address)]) {
      expect(got).toMatchObject({ status: 200, cut: false, body: page });
      expect(got.headers['content-disposition']).toBe(
        `attachment; filename="Ums_tze_2026_final_.html"; filename*=UTF-8''Ums%C3%A4tze%20%282026%29%20%22final%22.html`,
      );
      expect(got.headers['content-security-policy']).toContain('sandbox');
      expect(got.headers['content-type']).toBe('application/octet-stream');
    }
  });

  test('can be empty files', async () => {
    const { url } = await testApi.api();
    const sandbox = await testApi.running();
    const runId = sandbox.runId;
    sandbox.files.set('/recording/downloads/empty.csv', { body: Buffer.alloc(0) });
    expect(await get(`${url}/v1/runs/${runId}/recording/downloads/empty.csv`)).toMatchObject({
      status: 200,
      cut: false,
      body: Buffer.alloc(0),
    });
    await testApi.keep(runId, reportOf(runId, { status: 'completed' }), [completeEvent(1)], { 'downloads/empty.csv': Buffer.alloc(0) });
    expect(await get(`${url}/v1/runs/${runId}/recording/downloads/empty.csv`)).toMatchObject({
      status: 200,
      cut: false,
      body: Buffer.alloc(0),
    });
  });

  test('are NOT_FOUND for a name with a path and for an unknown name', async () => {
    const { url } = await testApi.api();
    const sandbox = await testApi.running();
    await testApi.keep(sandbox.runId, reportOf(sandbox.runId, { status: 'completed' }), [completeEvent(1)], { 'downloads/a.csv': KEPT });
    for (const name of ['..%2fmanifest.json', '..%5cmanifest.json', '%2e%2e', '.hidden', 'a.csv%00.jpg', 'b.csv', '%ff'.repeat(2)]) {
      const got = await get(`${url}/v1/runs/${sandbox.runId}/recording/downloads/${name}`);
      expect([name, got.status >= 400 && got.status < 500]).toEqual([name, true]);
    }
    expect((await get(`${url}/v1/runs/nobody/recording/downloads/a.csv`)).status).toBe(404);
  });

  test('are SANDBOX_UNREACHABLE when they may exist but cannot be read now', async () => {
    const { url } = await testApi.api();
    const sandbox = await testApi.running();
    await sandbox.close();
    const got = await get(`${url}/v1/runs/${sandbox.runId}/recording/screenshots/0001_click.jpg`);
    expect(JSON.parse(got.body.toString())).toMatchObject({ error: { code: 'SANDBOX_UNREACHABLE' } });
    expect(got.status).toBe(503);
  });
});

describe('the manifest', () => {
  const manifest = { run_id: 'r', rote_version: '1', status: 'running', events: 3, actions: 1, artifacts: [], warnings: [] };

  test('is the live one, then the stored one', async () => {
    const { url } = await testApi.api();
    const sandbox = await testApi.running();
    sandbox.files.set('/recording/manifest', { body: Buffer.from(JSON.stringify(manifest)) });
    expect(JSON.parse((await get(`${url}/v1/runs/${sandbox.runId}/recording/manifest`)).body.toString())).toEqual(manifest);
    await testApi.keep(sandbox.runId, reportOf(sandbox.runId, { status: 'completed' }), [completeEvent(1)]);
    await sandbox.close();
    const kept = await get(`${url}/v1/runs/${sandbox.runId}/recording/manifest`);
    expect(JSON.parse(kept.body.toString())).toMatchObject({ status: 'completed', events: 1 });
  });

  test('is an error when it is invalid, when the sandbox is unreachable, and when there is none', async () => {
    const { url } = await testApi.api();
    const sandbox = await testApi.running();
    sandbox.files.set('/recording/manifest', { body: Buffer.from('{}') });
    expect((await get(`${url}/v1/runs/${sandbox.runId}/recording/manifest`)).status).toBe(502);
    await sandbox.close();
    expect((await get(`${url}/v1/runs/${sandbox.runId}/recording/manifest`)).status).toBe(503);
    expect((await get(`${url}/v1/runs/${await testApi.queued()}/recording/manifest`)).status).toBe(404);
  });
});

test('the screen is shown while the run is active', async () => {
  const { url } = await testApi.api();
  const sandbox = await testApi.running();
  sandbox.files.set('/screen', { body: KEPT });
  const got = await get(`${url}/v1/runs/${sandbox.runId}/screen`);
  expect(got).toMatchObject({ status: 200, headers: { 'content-type': 'image/jpeg', 'cache-control': 'no-store' } });
  expect(sum(got.body)).toBe(sum(KEPT));
  await testApi.storage.runs.finish(sandbox.runId, { status: 'completed', error: null, report: null });
  expect((await get(`${url}/v1/runs/${sandbox.runId}/screen`)).status).toBe(404);
  expect((await get(`${url}/v1/runs/${await testApi.queued()}/screen`)).status).toBe(404);
});
