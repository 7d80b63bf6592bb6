import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { createConnection } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../contract/index.ts';
import { EventReader, readStream } from '../testing/event-reader.ts';
import { completeEvent, noticeEvent, notices, reportOf } from '../testing/run-deps.ts';
import { TestApi } from '../testing/test-api.ts';

let testApi: TestApi;
beforeAll(async () => {
  testApi = await TestApi.open();
});
afterEach(() => testApi.clear());
afterAll(() => testApi.close());

const ids = (events: RunEvent[]) => events.map(({ id }) => id);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('an active run', () => {
  test('is followed from its first event to its end, each frame with id, type and the event itself [STREAM-02]', async () => {
    const sandbox = await testApi.running();
    const { url } = await testApi.api();
    sandbox.push(...notices(1, 2));
    const reader = await EventReader.open(`${url}/v1/runs/${sandbox.runId}/stream`);
    expect(reader.response.headers.get('content-type')).toContain('text/event-stream');
    expect(await reader.take(2)).toEqual(notices(1, 2));
    sandbox.status = {
      code: 200,
      body: JSON.stringify(reportOf(sandbox.runId, { status: 'completed', summary: 'Order 12345 is cancelled.' })),
    };
    sandbox.push(noticeEvent(3), completeEvent(4));
    expect(await reader.rest()).toEqual([noticeEvent(3), completeEvent(4)]);
  });

  test('has its end stored, with the report, before any client sees it', async () => {
    const sandbox = await testApi.running();
    const { url } = await testApi.api();
    sandbox.status = { code: 200, body: JSON.stringify(reportOf(sandbox.runId, { status: 'completed', summary: 'Done.' })) };
    sandbox.push(completeEvent(1));
    await readStream(`${url}/v1/runs/${sandbox.runId}/stream`);
    expect(await testApi.storage.runs.get(sandbox.runId)).toMatchObject({ status: 'completed', report: { summary: 'Done.' } });
  });

  test('shows the stored end, not the one that the sandbox reports later', async () => {
    const sandbox = await testApi.running();
    const { url } = await testApi.api();
    const error = { code: 'WORKER_LOST' as const, message: 'The worker is gone.' };
    await testApi.storage.runs.finish(sandbox.runId, { status: 'failed', error, report: null });
    sandbox.push(noticeEvent(1), completeEvent(2, 'completed'));
    const { events } = await readStream(`${url}/v1/runs/${sandbox.runId}/stream`);
    const at = (await testApi.storage.runs.get(sandbox.runId))?.finished_at;
    expect(events).toEqual([noticeEvent(1), { ...completeEvent(2, 'failed'), at, summary: error.message, error }]);
    await testApi.keep(sandbox.runId, reportOf(sandbox.runId, { status: 'completed' }), [noticeEvent(1), completeEvent(2, 'completed')]);
    expect((await readStream(`${url}/v1/runs/${sandbox.runId}/stream`)).events).toEqual(events);
  });

  test('resumes after the last id, by header or query; the header takes precedence [STREAM-03]', async () => {
    const sandbox = await testApi.running();
    const { url } = await testApi.api();
    sandbox.push(...notices(1, 5), completeEvent(6));
    expect(ids((await readStream(`${url}/v1/runs/${sandbox.runId}/stream`, 3)).events)).toEqual([4, 5, 6]);
    expect(ids((await readStream(`${url}/v1/runs/${sandbox.runId}/stream?last_event_id=4`)).events)).toEqual([5, 6]);
    expect(ids((await readStream(`${url}/v1/runs/${sandbox.runId}/stream?last_event_id=1`, 5)).events)).toEqual([6]);
  });

  test('has one connection to its sandbox for all readers, and none when all have left [STREAM-07]', async () => {
    const sandbox = await testApi.running();
    const { url } = await testApi.api();
    sandbox.push(noticeEvent(1));
    const readers = await Promise.all(range(1, 20).map(() => EventReader.open(`${url}/v1/runs/${sandbox.runId}/stream`)));
    for (const reader of readers) expect(ids(await reader.take(1))).toEqual([1]);
    expect(sandbox.streams).toBe(1);
    expect(sandbox.openStreams).toBe(1);
    for (const reader of readers) reader.close();
    await sandbox.whenUnread();
    const again = await EventReader.open(`${url}/v1/runs/${sandbox.runId}/stream`);
    expect(ids(await again.take(1))).toEqual([1]);
    again.close();
  });

  test('can be followed while it is queued', async () => {
    const runId = await testApi.queued();
    const { url } = await testApi.api();
    const reader = await EventReader.open(`${url}/v1/runs/${runId}/stream`);
    expect(reader.response.status).toBe(200);
    const sandbox = await testApi.running(runId);
    sandbox.push(noticeEvent(1), completeEvent(2));
    expect(ids(await reader.rest())).toEqual([1, 2]);
  });

  test('sends heartbeats while nothing happens', async () => {
    const runId = await testApi.queued();
    const { url } = await testApi.api({ streams: { quietMs: 20 } });
    const text = await new Promise<string>((done) => {
      const asked = request(`${url}/v1/runs/${runId}/stream`, (response) => {
        let seen = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          seen += chunk;
          if (!seen.includes(': still here')) return;
          asked.destroy();
          done(seen);
        });
      });
      asked.on('error', () => undefined).end();
    });
    expect(text).toMatch(/^retry: 1000\n\n(: still here\n\n)+$/);
  });
});

describe('a sandbox that is lost', () => {
  test('before any live event: replays the stored events and nothing else [STREAM-05]', async () => {
    const sandbox = await testApi.running();
    const { url } = await testApi.api();
    const kept = [...notices(1, 3), completeEvent(4)];
    sandbox.cutAfterEvents = 0;
    sandbox.push(noticeEvent(1));
    const reading = readStream(`${url}/v1/runs/${sandbox.runId}/stream`);
    await expect.poll(() => sandbox.streams).toBe(1);
    await testApi.keep(sandbox.runId, reportOf(sandbox.runId, { status: 'completed' }), kept);
    expect((await reading).events).toEqual(kept);
  });

  test('before any live event, with nothing stored: marks the run inactive and ends the stream', async () => {
    const sandbox = await testApi.running();
    const { url } = await testApi.api({ streams: { keepWaitMs: 50 } });
    sandbox.cutAfterEvents = 0;
    sandbox.push(noticeEvent(1));
    const { status, events } = await readStream(`${url}/v1/runs/${sandbox.runId}/stream`);
    expect({ status, events }).toEqual({ status: 200, events: [] });
    expect((await testApi.storage.runs.get(sandbox.runId))?.inactive_since).not.toBeNull();
    sandbox.cutAfterEvents = Number.POSITIVE_INFINITY;
    const reader = await EventReader.open(`${url}/v1/runs/${sandbox.runId}/stream`);
    expect(ids(await reader.take(1))).toEqual([1]);
    expect((await testApi.storage.runs.get(sandbox.runId))?.inactive_since).toBeNull();
    reader.close();
  });

  test('after some live events: ends without a replay, and a client that reconnects gets exactly the rest [STREAM-05]', async () => {
    const sandbox = await testApi.running();
    const { url } = await testApi.api();
    const kept = [...notices(1, 4), completeEvent(5)];
    sandbox.cutAfterEvents = 2;
    sandbox.push(...notices(1, 4));
    const first = await readStream(`${url}/v1/runs/${sandbox.runId}/stream`);
    expect(first.events).toEqual(notices(1, 2));
    await testApi.keep(sandbox.runId, reportOf(sandbox.runId, { status: 'completed' }), kept);
    const second = await readStream(`${url}/v1/runs/${sandbox.runId}/stream`, 2);
    expect([...first.events, ...second.events]).toEqual(kept);
  });

  test('with a run that has ended but is not stored yet: the stream waits for it', async () => {
    const sandbox = await testApi.running();
    const { url } = await testApi.api();
    await testApi.storage.runs.finish(sandbox.runId, { status: 'failed', error: { code: 'WORKER_LOST', message: 'Gone.' }, report: null });
    await sandbox.close();
    const reader = await EventReader.open(`${url}/v1/runs/${sandbox.runId}/stream`);
    await testApi.keep(sandbox.runId, reportOf(sandbox.runId, { status: 'failed' }), [noticeEvent(1), completeEvent(2, 'failed')]);
    expect(ids(await reader.rest())).toEqual([1, 2]);
  });

  test('counts as lost when it skips an event or sends an invalid one: no gap is passed on', async () => {
    const sandbox = await testApi.running();
    const { url } = await testApi.api({ streams: { keepWaitMs: 20 } });
    sandbox.push(noticeEvent(1), noticeEvent(3));
    // Whether the first one was passed on before the gap was seen is a matter of packets.
    expect([[], [1]]).toContainEqual(ids((await readStream(`${url}/v1/runs/${sandbox.runId}/stream`)).events));
    const other = await testApi.running();
    other.push({ ...noticeEvent(1), type: 'NOT AN EVENT' } as unknown as RunEvent);
    expect((await readStream(`${url}/v1/runs/${other.runId}/stream`)).events).toEqual([]);
  });

  test('counts as lost when it belongs to another run', async () => {
    const sandbox = await testApi.running();
    const other = await testApi.running();
    await testApi.storage.runs.progress(sandbox.runId, 'worker-of-the-tests', { sandbox_url: other.url });
    other.push(noticeEvent(1));
    const { url } = await testApi.api({ streams: { keepWaitMs: 20 } });
    expect((await readStream(`${url}/v1/runs/${sandbox.runId}/stream`)).events).toEqual([]);
  });
});

describe('a run that has ended', () => {
  test('is replayed from storage; a client that has its end gets 204 [STREAM-04]', async () => {
    const sandbox = await testApi.running();
    const { url } = await testApi.api();
    const kept = [...notices(1, 1200), completeEvent(1201)];
    await testApi.keep(sandbox.runId, reportOf(sandbox.runId, { status: 'completed' }), kept);
    expect((await readStream(`${url}/v1/runs/${sandbox.runId}/stream`)).events).toEqual(kept);
    expect(ids((await readStream(`${url}/v1/runs/${sandbox.runId}/stream`, 1199)).events)).toEqual([1200, 1201]);
    expect((await readStream(`${url}/v1/runs/${sandbox.runId}/stream`, 1201)).status).toBe(204);
    expect((await readStream(`${url}/v1/runs/${sandbox.runId}/stream`, 9999)).status).toBe(204);
    expect(sandbox.streams).toBe(0);
  });

  test('has one event, its end, if it was stopped in the queue [STREAM-09]', async () => {
    const runId = await testApi.queued();
    const { url } = await testApi.api();
    const waiting = readStream(`${url}/v1/runs/${runId}/stream`);
    await fetch(`${url}/v1/runs/${runId}/stop`, { method: 'POST' });
    const { events } = await waiting;
    expect(events).toMatchObject([{ id: 1, type: 'complete', status: 'terminated' }]);
    expect((await readStream(`${url}/v1/runs/${runId}/stream`)).events).toEqual(events);
    expect((await readStream(`${url}/v1/runs/${runId}/stream`, 1)).status).toBe(204);
  });
});

test('an unknown run and an invalid id are errors, not streams', async () => {
  const { url } = await testApi.api();
  expect((await fetch(`${url}/v1/runs/nobody/stream`)).status).toBe(404);
  expect((await fetch(`${url}/v1/runs/..%2f..%2fetc/stream`)).status).toBe(404);
  const runId = await testApi.queued();
  const wrong = await fetch(`${url}/v1/runs/${runId}/stream`, { headers: { 'last-event-id': 'abc' } });
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({
    error: { code: 'VALIDATION_FAILED', details: { fields: [{ in: 'headers', path: 'last-event-id' }] } },
  });
});

test('drops a client that stops reading, and others still get every event [STREAM-06]', async () => {
  const sandbox = await testApi.running();
  const { app, url } = await testApi.api({ streams: { maxBlockedMs: 2_000 } });
  const { port } = new URL(url);
  const stalled = createConnection({ host: '127.0.0.1', port: Number(port) });
  stalled.pause();
  const closed = new Promise<void>((done) => stalled.once('close', () => done()).once('error', () => undefined));
  stalled.write(`GET /runs/${sandbox.runId}/stream HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
  await expect.poll(() => sandbox.openStreams).toBe(1);
  const reader = await EventReader.open(`${url}/v1/runs/${sandbox.runId}/stream`);
  const long = 'x'.repeat(50_000);
  const received: RunEvent[] = [];
  for (let id = 1; id <= 600; id++) {
    sandbox.push(noticeEvent(id, long));
    received.push(...(await reader.take(1)));
  }
  sandbox.push(completeEvent(601));
  received.push(...(await reader.rest()));
  expect(ids(received)).toEqual(range(1, 601));
  const metrics = async () => (await app.inject({ url: '/metrics', headers: { host: 'localhost' } })).body;
  await expect.poll(metrics, { timeout: 60_000 }).toContain('rote_sse_clients_dropped_total 1');
  stalled.resume();
  await closed;
});

test('the streams of a revoked key end, others go on', async () => {
  const sandbox = await testApi.running();
  const { url } = await testApi.api({ requireKeys: true, streams: { keysEveryMs: 20 } });
  const newKey = () => testApi.storage.keys.create(`key ${randomUUID()}`, 'all');
  const [kept, revoked] = [await newKey(), await newKey()];
  const open = ({ key }: { key: string }) => EventReader.open(`${url}/v1/runs/${sandbox.runId}/stream`, { authorization: `Bearer ${key}` });
  const readers = [await open(kept), await open(revoked)] as const;
  sandbox.push(noticeEvent(1));
  for (const reader of readers) expect(await reader.take(1)).toEqual([noticeEvent(1)]);
  await testApi.storage.keys.revoke(revoked.stored.id);
  expect(await readers[1].rest()).toEqual([]);
  sandbox.push(noticeEvent(2));
  expect(await readers[0].take(1)).toEqual([noticeEvent(2)]);
  readers[0].close();
});

test('closing the service ends every stream: clients reconnect elsewhere', async () => {
  const sandbox = await testApi.running();
  const { app, url } = await testApi.api();
  sandbox.push(noticeEvent(1));
  const reader = await EventReader.open(`${url}/v1/runs/${sandbox.runId}/stream`);
  await reader.take(1);
  await app.close();
  expect(await reader.rest()).toEqual([]);
});
