import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Log, silentLog } from '../../base/index.ts';
import { Secret, ServerKey } from '../../secrets/index.ts';
import { completeEvent, reportOf } from '../testing/run-deps.ts';
import { TestApi } from '../testing/test-api.ts';
import { createWebhookSender, type WebhookSenderDeps } from './create-webhook-sender.ts';
import { signWebhook, verifyWebhook } from './webhook-signature.ts';

let testApi: TestApi;
beforeAll(async () => {
  testApi = await TestApi.open();
});
afterAll(() => testApi.close());

const URL_WITH_TOKEN = 'https://hooks.example.com/services/T0KEN?x=1';
const secret = new Secret('shared with the receiver');
type Post = Parameters<WebhookSenderDeps['post']>;

async function ended(): Promise<string> {
  const runId = await testApi.queued({ webhook_url: URL_WITH_TOKEN, credentials: { password: 'correct horse' } });
  await testApi.running(runId);
  await testApi.keep(runId, reportOf(runId, { status: 'completed', summary: 'Order 12345 is cancelled.' }), [completeEvent(1)]);
  return runId;
}

function sender(answer: number | Error) {
  const posts: Post[] = [];
  const lines: string[] = [];
  const keep = (message: string, fields?: Record<string, unknown>) => void lines.push(JSON.stringify({ message, ...fields }));
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep };
  const post = async (...given: Post) => {
    posts.push(given);
    if (answer instanceof Error) throw answer;
    return { status: answer };
  };
  const deliver = createWebhookSender({ storage: testApi.storage, serverKey: testApi.serverKey, secret, log, post });
  return { deliver, posts, lines };
}

test('reports the end of a run, signed, without secrets [SERVICE-11]', async () => {
  const run_id = await ended();
  const { deliver, posts, lines } = sender(204);
  await deliver({ run_id, attempt: 1, last: false });
  const [url, headers, body, deadline] = posts[0]!;
  expect(url).toBe(URL_WITH_TOKEN);
  expect(headers).toMatchObject({ 'rote-event': 'run.ended', 'rote-delivery': run_id, 'content-type': 'application/json' });
  expect(JSON.parse(body)).toMatchObject({
    event: 'run.ended',
    run: { run_id, status: 'completed', summary: 'Order 12345 is cancelled.' },
  });
  expect(verifyWebhook(secret, headers['rote-signature'], body)).toEqual({ ok: true });
  expect(deadline.remainingMs()).toBeLessThanOrEqual(10_000);
  expect(body + lines.join()).not.toMatch(/correct horse|T0KEN/);
});

test.each<[string, number | Error]>([
  ['a redirect', 302],
  ['an error', 500],
  ['no answer', new Error(`connect ECONNREFUSED to ${URL_WITH_TOKEN}`)],
])('retries after %s, and neither logs nor stores the whole address', async (_name, answer) => {
  const run_id = await ended();
  for (const last of [false, true]) {
    const { deliver, lines } = sender(answer);
    const error = await deliver({ run_id, attempt: 1, last }).catch((thrown: unknown) => thrown as Error);
    expect(error).toBeInstanceOf(Error);
    const kept = `${(error as Error).message} ${(error as Error).cause} ${lines.join()}`;
    expect(kept).toContain('https://hooks.example.com');
    expect(kept).not.toContain('T0KEN');
    expect(kept).toContain(last ? 'failed finally' : 'will be retried');
  }
});

test('sends nothing for a run that was removed or had no webhook', async () => {
  const { deliver, posts } = sender(200);
  await deliver({ run_id: 'removed', attempt: 1, last: false });
  await deliver({ run_id: await testApi.queued(), attempt: 1, last: false });
  expect(posts).toEqual([]);
});

test('rejects an address encrypted with another key', async () => {
  const run_id = await ended();
  const post = async () => ({ status: 200 });
  const serverKey = new ServerKey(new Secret('6'.repeat(64)));
  const deliver = createWebhookSender({ storage: testApi.storage, serverKey, secret, log: silentLog, post });
  await expect(deliver({ run_id, attempt: 1, last: false })).rejects.toThrow('ROTE_SECRET_KEY');
});

test('a signature is valid for its body, its secret and a short time', () => {
  const header = signWebhook(secret, '{"a":1}', 1_000);
  const at = (nowSeconds: number) => ({ nowSeconds });
  expect(verifyWebhook(secret, header, '{"a":1}', at(1_299))).toEqual({ ok: true });
  expect(verifyWebhook(secret, header, '{"a":1}', at(1_301))).toMatchObject({ ok: false, reason: expect.stringContaining('too long ago') });
  expect(verifyWebhook(secret, header, '{"a":2}', at(1_000)).ok).toBe(false);
  expect(verifyWebhook(new Secret('another'), header, '{"a":1}', at(1_000)).ok).toBe(false);
  expect(verifyWebhook(secret, header.replace('t=1000', 't=2000'), '{"a":1}', at(2_000)).ok).toBe(false);
  for (const wrong of [undefined, '', 't=1000', 'v1=00', header.slice(0, -1)])
    expect(verifyWebhook(secret, wrong, '{"a":1}', at(1_000)).ok).toBe(false);
});
