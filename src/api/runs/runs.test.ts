import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runViewSchema } from '../../contract/index.ts';
import { completeEvent, noticeEvent, reportOf } from '../testing/run-deps.ts';
import { TestApi } from '../testing/test-api.ts';

let testApi: TestApi;
beforeAll(async () => {
  testApi = await TestApi.open();
});
afterEach(() => testApi.clear());
afterAll(() => testApi.close());

const PASSWORD = 'correct horse battery staple';
const json = { 'content-type': 'application/json' };

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

async function get(url: string) {
  const response = await fetch(url);
  return { status: response.status, body: await response.json() };
}

describe('POST /runs', () => {
  const order = { directive: 'Cancel order #12345', start_url: 'http://127.0.0.1:4000/' };

  test('queues a run that a worker can decrypt, whole', async () => {
    const { url } = await testApi.api();
    const asked = { ...order, credentials: { username: 'demo', password: PASSWORD }, webhook_url: 'https://hooks.example.com/x?token=abc' };
    const { status, headers, body } = await post(`${url}/v1/runs`, asked);
    expect(status).toBe(202);
    expect(body).toMatchObject({ status: 'queued' });
    expect(headers.get('location')).toBe(`/v1/runs/${body.run_id}`);
    const claimed = await testApi.storage.runs.claim(body.run_id, 'some-worker');
    const request = JSON.parse(testApi.serverKey.decrypt(claimed!.sealed, 'run', body.run_id)!);
    expect(request).toMatchObject(asked);
    const webhook = await testApi.storage.runs.webhookOf(body.run_id);
    expect(testApi.serverKey.decrypt(webhook!.sealed, 'webhook', body.run_id)).toBe(asked.webhook_url);
  });

  test('stores and shows no secret, also where the directive or a parameter repeats it [REDACT-10]', async () => {
    const { url } = await testApi.api();
    const { body } = await post(`${url}/v1/runs`, {
      directive: `Cancel order #12345, the password is ${PASSWORD}`,
      start_url: 'http://127.0.0.1:4000/',
      playbook_params: { reason: `because ${PASSWORD}` },
      credentials: { username: 'demo', password: PASSWORD },
      proxy: { server: 'http://proxy.example.com:3128', username: 'me', password: 'proxy pass phrase' },
      webhook_url: 'https://hooks.example.com/services/T0KEN-IN-PATH',
    });
    const seen = JSON.stringify([
      await testApi.storage.runs.get(body.run_id),
      await get(`${url}/v1/runs/${body.run_id}`),
      await get(`${url}/v1/runs`),
    ]);
    for (const secret of [PASSWORD, 'proxy pass phrase', 'T0KEN-IN-PATH']) expect(seen).not.toContain(secret);
    expect(seen).toContain('Cancel order #12345, the password is [secret]');
  });

  test('names all invalid fields at once, and no value', async () => {
    const { url } = await testApi.api();
    const { status, body } = await post(`${url}/v1/runs`, {
      directive: '',
      timeout_seconds: 5,
      max_steps: 1000,
      credentials: { password: { deep: PASSWORD } },
      start_url: `http://demo:${PASSWORD.replaceAll(' ', '')}@example.com/`,
      unknown_field: true,
    });
    expect(status).toBe(400);
    expect(body.error.code).toBe('VALIDATION_FAILED');
    const paths = body.error.details.fields.map((field: { path: string }) => field.path);
    expect(paths.sort()).toEqual(['credentials.password', 'directive', 'max_steps', 'start_url', 'timeout_seconds', 'unknown_field']);
    expect(JSON.stringify(body)).not.toContain('horse');
  });

  test.each([
    ['an unknown playbook', { ...order, playbook: 'cancel_ordr' }, 'playbook', 'Known:'],
    ['a missing parameter', { directive: 'Cancel the order', start_url: order.start_url }, 'playbook_params', 'order_id'],
    ['an unknown profile', { ...order, profile: 'nobody' }, 'profile', 'no profile'],
    ['an invalid schema', { ...order, output_schema: { type: 'nonsense' } }, 'output_schema', 'cannot be used'],
    ['invalid domains', { ...order, guardrails: { allowed_domains: ['http://x/y'] } }, 'guardrails', 'domain pattern'],
    ['a start that is not allowed', { directive: 'Look around', start_url: 'http://10.0.0.1/' }, 'start_url', 'private network'],
    ['a proxy of another kind', { ...order, proxy: { server: 'socks5://proxy:1080' } }, 'proxy.server', 'http://'],
    ['a webhook into a private network', { ...order, webhook_url: 'http://169.254.169.254/latest' }, 'webhook_url', 'metadata'],
    ['playbook and no playbooks', { ...order, playbook: 'cancel_order', execution_mode: 'agent_only' }, 'playbook', 'omit one'],
  ])('rejects %s without creating a run', async (_name, body, path, words) => {
    const { url } = await testApi.api();
    const answer = await post(`${url}/v1/runs`, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.details.fields).toContainEqual({ in: 'body', path, message: expect.stringContaining(words) });
  });

  test('creates one run for 50 simultaneous requests with one idempotency key, and answers all alike', async () => {
    const { url } = await testApi.api();
    const before = (await testApi.storage.runs.totals()).byStatus.queued ?? 0;
    const headers = { 'idempotency-key': 'only-once' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(`${url}/v1/runs`, order, headers)));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get('idempotent-replayed') === null)).toHaveLength(1);
    expect((await testApi.storage.runs.totals()).byStatus.queued).toBe(before + 1);
  });

  test('repeats its answer whatever the run did since; another body under the key, or a taken id, is a conflict [SERVICE-08]', async () => {
    const { url } = await testApi.api();
    const headers = { 'idempotency-key': 'key-of-one-run' };
    const first = await post(`${url}/v1/runs`, order, headers);
    await fetch(`${url}/v1/runs/${first.body.run_id}/stop`, { method: 'POST' });
    const reordered = Object.fromEntries(Object.entries(order).toReversed());
    const second = await post(`${url}/v1/runs`, reordered, headers);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    const other = await post(`${url}/v1/runs`, { ...order, max_steps: 3 }, headers);
    expect([other.status, other.body.error.code]).toEqual([409, 'CONFLICT']);
    const taken = await post(`${url}/v1/runs`, { ...order, run_id: first.body.run_id });
    expect([taken.status, taken.body.error.code]).toEqual([409, 'CONFLICT']);
  });

  test('separates the idempotency keys of different callers', async () => {
    const { url } = await testApi.api({ requireKeys: true });
    const [one, two] = [await testApi.storage.keys.create('caller one'), await testApi.storage.keys.create('caller two')];
    const ids = [];
    for (const { key } of [one, two])
      ids.push((await post(`${url}/v1/runs`, order, { authorization: `Bearer ${key}`, 'idempotency-key': 'the-same' })).body.run_id);
    expect(new Set(ids).size).toBe(2);
  });

  test('accepts texts that Postgres cannot store: NUL and half a surrogate pair', async () => {
    const { url } = await testApi.api();
    const { status, body } = await post(`${url}/v1/runs`, { ...order, directive: 'Cancel order #12345 \0 \ud83d!' });
    expect(status).toBe(202);
    expect((await get(`${url}/v1/runs/${body.run_id}`)).body.directive).toBe('Cancel order #12345 \ufffd \ufffd!');
  });
});

describe('GET /runs', () => {
  test('filters by status, playbook, time and text, and pages without losing or repeating runs', async () => {
    const { url } = await testApi.api();
    const from = new Date().toISOString();
    const made: string[] = [];
    for (let number = 0; number < 5; number++)
      made.push(await testApi.queued({ directive: `Page me ${number}`, playbook: 'refund_order' }));
    await testApi.storage.runs.requestStop(made[0]!);
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const query: URLSearchParams = new URLSearchParams({
        text: 'PAGE ME',
        limit: '2',
        created_after: from,
        ...(cursor !== null && { cursor }),
      });
      const { body } = await get(`${url}/v1/runs?${query}`);
      expect(body.runs.length).toBeLessThanOrEqual(2);
      found.push(...body.runs.map((run: { run_id: string }) => run.run_id));
      cursor = body.next_cursor;
    } while (cursor !== null);
    expect(found).toEqual(made.toReversed());
    const stopped = await get(`${url}/v1/runs?status=completed,terminated&status=failed&playbook=refund_order&created_after=${from}`);
    expect(stopped.body.runs).toMatchObject([{ run_id: made[0], status: 'terminated' }]);
    expect((await get(`${url}/v1/runs?created_before=${from}&text=page%20me`)).body.runs).toEqual([]);
  });

  test('names each invalid parameter', async () => {
    const { url } = await testApi.api();
    const { status, body } = await get(`${url}/v1/runs?limit=0&status=odd&created_after=yesterday&nonsense=1`);
    expect(status).toBe(400);
    const fields = body.error.details.fields.map((field: { path: string }) => field.path).sort();
    expect(fields).toEqual(['created_after', 'limit', 'nonsense', 'status.0']);
    expect((await get(`${url}/v1/runs?cursor=garbage`)).body.error.code).toBe('VALIDATION_FAILED');
  });
});

describe('GET /runs/{id}', () => {
  test('returns a queued run from the database', async () => {
    const { url } = await testApi.api();
    const runId = await testApi.queued();
    const { status, body } = await get(`${url}/v1/runs/${runId}`);
    expect(status).toBe(200);
    expect(runViewSchema.parse(body)).toMatchObject({
      status: 'queued',
      active: false,
      started_at: null,
      finished_at: null,
      persisted: false,
    });
  });

  test('returns an active run from its sandbox, with one request for many readers', async () => {
    const { url } = await testApi.api();
    const sandbox = await testApi.running();
    sandbox.status = { code: 200, body: JSON.stringify(reportOf(sandbox.runId, { status: 'waiting', summary: 'A captcha.' })) };
    const answers = await Promise.all(Array.from({ length: 20 }, () => get(`${url}/v1/runs/${sandbox.runId}`)));
    for (const { body } of answers)
      expect(runViewSchema.parse(body)).toMatchObject({ status: 'waiting', summary: 'A captcha.', active: true });
    expect(sandbox.statusReads).toBeLessThan(20);
  });

  test.each([
    ['invalid JSON', { code: 200, body: '<html>' }],
    ['another document', { code: 200, body: '{"hello":"world"}' }],
    ['an unknown status', { code: 200, body: JSON.stringify(reportOf('x', { status: 'fine' as 'running' })) }],
    ['the report of another run', { code: 200, body: JSON.stringify(reportOf('another-run')) }],
    ['an internal failure', { code: 500, body: '{}' }],
  ])('is an error, never a guess, when the sandbox answers %s [SERVICE-10]', async (_name, status) => {
    const { url } = await testApi.api();
    const sandbox = await testApi.running();
    sandbox.status = status;
    const answer = await get(`${url}/v1/runs/${sandbox.runId}`);
    expect([answer.status, answer.body.error.code]).toEqual([502, 'INVALID_STATUS_PAYLOAD']);
    expect((await testApi.storage.runs.get(sandbox.runId))?.status).toBe('running');
  });

  test('is an error when the sandbox cannot be reached, and marks the run inactive [SERVICE-10]', async () => {
    const { url } = await testApi.api();
    const sandbox = await testApi.running();
    const { runId } = sandbox;
    await sandbox.close();
    const lost = await get(`${url}/v1/runs/${runId}`);
    expect([lost.status, lost.body.error.code]).toEqual([503, 'SANDBOX_UNREACHABLE']);
    expect((await testApi.storage.runs.get(runId))?.inactive_since).not.toBeNull();
    const back = await testApi.running();
    await testApi.storage.runs.progress(runId, 'worker-of-the-tests', { sandbox_url: back.url });
    // Another run's sandbox at that address does not know this run's token.
    expect((await get(`${url}/v1/runs/${runId}`)).status).toBe(503);
  });

  test('stores the end of a run before it returns it, and ignores later reports of the sandbox', async () => {
    const { url } = await testApi.api();
    const sandbox = await testApi.running();
    sandbox.status = { code: 200, body: JSON.stringify(reportOf(sandbox.runId, { status: 'completed', summary: 'Cancelled.' })) };
    expect((await get(`${url}/v1/runs/${sandbox.runId}`)).body).toMatchObject({ status: 'completed', summary: 'Cancelled.' });
    expect(await testApi.storage.runs.get(sandbox.runId)).toMatchObject({ status: 'completed' });
    sandbox.status = { code: 200, body: JSON.stringify(reportOf(sandbox.runId, { status: 'failed' })) };
    expect((await get(`${url}/v1/runs/${sandbox.runId}`)).body).toMatchObject({ status: 'completed' });
  });

  test('returns the stored end when the sandbox reports another one', async () => {
    const { url } = await testApi.api();
    const sandbox = await testApi.running();
    const error = { code: 'WORKER_LOST' as const, message: 'The worker is gone.' };
    await testApi.storage.runs.finish(sandbox.runId, { status: 'failed', error, report: null });
    sandbox.status = { code: 200, body: JSON.stringify(reportOf(sandbox.runId, { status: 'completed' })) };
    expect((await get(`${url}/v1/runs/${sandbox.runId}`)).body).toMatchObject({ status: 'failed', error, active: false });
  });

  test('returns the stored report of a stored run', async () => {
    const { url } = await testApi.api();
    const sandbox = await testApi.running();
    const report = reportOf(sandbox.runId, { status: 'completed', summary: 'Kept.', finished_at: '2026-11-01T10:00:01.000Z' });
    await testApi.keep(sandbox.runId, report, [noticeEvent(1), completeEvent(2)]);
    await sandbox.close();
    expect((await get(`${url}/v1/runs/${sandbox.runId}`)).body).toMatchObject({ status: 'completed', summary: 'Kept.', persisted: true });
  });

  test('is NOT_FOUND for an unknown run', async () => {
    const { url } = await testApi.api();
    for (const id of ['nobody', '%2e%2e', 'a%00b', 'x'.repeat(200)])
      expect(await get(`${url}/v1/runs/${id}`)).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
  });
});

describe('POST /runs/{id}/stop', () => {
  test('ends a queued run at once, and can be repeated', async () => {
    const { url } = await testApi.api();
    const runId = await testApi.queued();
    const first = await post(`${url}/v1/runs/${runId}/stop`, {});
    expect(first).toMatchObject({ status: 200, body: { run_id: runId, status: 'terminated', stopping: false } });
    expect((await post(`${url}/v1/runs/${runId}/stop`, {})).body).toEqual(first.body);
  });

  test('stores the request and stops the sandbox', async () => {
    const { url } = await testApi.api();
    const sandbox = await testApi.running();
    expect((await post(`${url}/v1/runs/${sandbox.runId}/stop`, {})).body).toMatchObject({ status: 'running', stopping: true });
    expect(sandbox.stops).toBe(1);
    expect(await testApi.storage.runs.stopsWanted('worker-of-the-tests')).toContain(sandbox.runId);
  });

  test('works without a body and with a sandbox that cannot be reached', async () => {
    const { url } = await testApi.api();
    const sandbox = await testApi.running();
    await sandbox.close();
    const answer = await fetch(`${url}/v1/runs/${sandbox.runId}/stop`, { method: 'POST' });
    expect(await answer.json()).toMatchObject({ stopping: true });
  });

  test('does not change a run that has ended, even if both happen at once', async () => {
    const { url } = await testApi.api();
    for (let round = 0; round < 20; round++) {
      const sandbox = await testApi.running();
      const end = { status: 'completed' as const, error: null, report: reportOf(sandbox.runId, { status: 'completed' }) };
      const [finished] = await Promise.all([
        testApi.storage.runs.finish(sandbox.runId, end),
        post(`${url}/v1/runs/${sandbox.runId}/stop`, {}),
      ]);
      expect(finished?.status).toBe('completed');
      expect((await post(`${url}/v1/runs/${sandbox.runId}/stop`, {})).body).toMatchObject({ status: 'completed', stopping: false });
    }
  });

  test('is NOT_FOUND for an unknown run', async () => {
    const { url } = await testApi.api();
    expect(await post(`${url}/v1/runs/nobody/stop`, {})).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
  });
});
