import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { playbookDetailSchema, playbookListSchema } from '../../contract/index.ts';
import { reportOf } from '../testing/run-deps.ts';
import { TestApi } from '../testing/test-api.ts';

let testApi: TestApi;
beforeAll(async () => {
  testApi = await TestApi.open();
});
afterEach(() => testApi.clear());
afterAll(() => testApi.close());

test('reports a live process, whatever the database does', async () => {
  const { url } = await testApi.api({ storage: { ...testApi.storage, check: () => Promise.reject(new Error('gone')) } });
  const response = await fetch(`${url}/healthz`);
  expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
});

test('is ready while database and artifact store answer, and counts live workers', async () => {
  const { url } = await testApi.api();
  await testApi.storage.workers.beat('worker-of-the-tests');
  const response = await fetch(`${url}/readyz`);
  expect([response.status, await response.json()]).toEqual([200, { ready: true, checks: { database: 'ok', artifacts: 'ok', workers: 1 } }]);
});

test('is not ready without its database, and reveals no details', async () => {
  const { url } = await testApi.api({ storage: { ...testApi.storage, check: () => Promise.reject(new Error('db.internal is gone')) } });
  const response = await fetch(`${url}/readyz`);
  const text = await response.text();
  expect(response.status).toBe(503);
  expect(JSON.parse(text)).toMatchObject({ ready: false, checks: { database: 'failed', artifacts: 'ok' } });
  expect(text).not.toContain('db.internal');
});

test('returns metrics of runs, workers, streams and requests', async () => {
  const { url } = await testApi.api();
  const sandbox = await testApi.running();
  await testApi.storage.runs.finish(sandbox.runId, {
    status: 'completed',
    error: null,
    report: reportOf(sandbox.runId, { status: 'completed' }),
  });
  await testApi.queued();
  await fetch(`${url}/v1/runs/nobody`);
  const response = await fetch(`${url}/metrics`);
  expect(response.headers.get('content-type')).toContain('text/plain');
  const text = await response.text();
  expect(text).toMatch(/^rote_runs\{status="queued"\} [1-9]/m);
  expect(text).toMatch(/^rote_runs\{status="completed"\} [1-9]/m);
  expect(text).toMatch(/^rote_workers \d/m);
  expect(text).toMatch(/^rote_sse_clients 0$/m);
  expect(text).toMatch(/^rote_http_request_seconds_count\{method="GET",route="\/v1\/runs\/:id",status="404"\} 1$/m);
  expect(text).toMatch(/^rote_\w+\{.*status="completed".*\} [1-9]/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d/m);
});

test('lists playbooks with the problems of invalid files, without paths of the host', async () => {
  const { url } = await testApi.api();
  const text = await (await fetch(`${url}/v1/playbooks`)).text();
  const list = playbookListSchema.parse(JSON.parse(text));
  expect(list.playbooks.map(({ id }) => id)).toContain('cancel_order');
  expect(list.problems).toEqual([{ file: 'broken.yaml', line: 3, column: 5, message: 'is empty' }]);
  expect(text).not.toContain(import.meta.dirname.slice(0, 10));
});

test('returns a playbook with its file; the error for an unknown one names the known', async () => {
  const { url } = await testApi.api();
  const detail = playbookDetailSchema.parse(await (await fetch(`${url}/v1/playbooks/cancel_order`)).json());
  expect(detail).toMatchObject({ id: 'cancel_order', file: 'cancel_order.yaml', auth_required: true });
  expect(detail.yaml).toContain('id: cancel_order');
  expect(detail.steps.filter(({ effect }) => effect === 'write')).toHaveLength(1);
  const missing = await fetch(`${url}/v1/playbooks/nobody`);
  expect(missing.status).toBe(404);
  expect((await missing.json()).error.details.known).toContain('cancel_order');
});
