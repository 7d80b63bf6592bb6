import { request } from 'node:http';
import { createConnection } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../contract/index.ts';
import { EventReader, readStream } from '../testing/event-reader.ts';
import { completeEvent, noticeEvent, notices, reportOf } from '../testing/run-deps.ts';
import { Stage } from '../testing/test-api.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

const ids = (events: RunEvent[]) => events.map(({ id }) => id);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('a run that goes on', () => {
  test('is followed from its first event to its end, each frame with id, type and the event itself [STREAM-02]', async () => {
    const sandbox = await stage.running();
    const { url } = await stage.api();
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

  test('writes its end down before anybody is shown it, with the report', async () => {
    const sandbox = await stage.running();
    const { url } = await stage.api();
    sandbox.status = { code: 200, body: JSON.stringify(reportOf(sandbox.runId, { status: 'completed', summary: 'Done.' })) };
    sandbox.push(completeEvent(1));
    await readStream(`${url}/v1/runs/${sandbox.runId}/stream`);
    expect(await stage.storage.runs.get(sandbox.runId)).toMatchObject({ status: 'completed', report: { summary: 'Done.' } });
  });

  test('shows the end that stands in the database, not the one that the sandbox tells later', async () => {
    const sandbox = await stage.running();
    const { url } = await stage.api();
    const error = { code: 'WORKER_LOST' as const, message: 'The worker is gone.' };
    await stage.storage.runs.finish(sandbox.runId, { status: 'failed', error, report: null });
    sandbox.push(noticeEvent(1), completeEvent(2, 'completed'));
    const { events } = await readStream(`${url}/v1/runs/${sandbox.runId}/stream`);
    const at = (await stage.storage.runs.get(sandbox.runId))?.finished_at;
    expect(events).toEqual([noticeEvent(1), { ...completeEvent(2, 'failed'), at, summary: error.message, error }]);
    await stage.keep(sandbox.runId, reportOf(sandbox.runId, { status: 'completed' }), [noticeEvent(1), completeEvent(2, 'completed')]);
    expect((await readStream(`${url}/v1/runs/${sandbox.runId}/stream`)).events).toEqual(events);
  });

  test('is taken up after the last id, by header or query; the header goes before [STREAM-03]', async () => {
    const sandbox = await stage.running();
    const { url } = await stage.api();
    sandbox.push(...notices(1, 5), completeEvent(6));
    expect(ids((await readStream(`${url}/v1/runs/${sandbox.runId}/stream`, 3)).events)).toEqual([4, 5, 6]);
    expect(ids((await readStream(`${url}/v1/runs/${sandbox.runId}/stream?last_event_id=4`)).events)).toEqual([5, 6]);
    expect(ids((await readStream(`${url}/v1/runs/${sandbox.runId}/stream?last_event_id=1`, 5)).events)).toEqual([6]);
  });

  test('has one connection to its sandbox however many follow it, and none when all have left [STREAM-07]', async () => {
    const sandbox = await stage.running();
    const { url } = await stage.api();
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

  test('is waited for while it is queued, and followed once it has a sandbox', async () => {
    const runId = await stage.queued();
    const { url } = await stage.api();
    const reader = await EventReader.open(`${url}/v1/runs/${runId}/stream`);
    expect(reader.response.status).toBe(200);
    const sandbox = await stage.running(runId);
    sandbox.push(noticeEvent(1), completeEvent(2));
    expect(ids(await reader.rest())).toEqual([1, 2]);
  });

  test('says that it lives while nothing happens', async () => {
    const runId = await stage.queued();
    const { url } = await stage.api({ streams: { quietMs: 20 } });
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
  test('before any live event: what was kept is replayed, and nothing else [STREAM-05]', async () => {
    const sandbox = await stage.running();
    const { url } = await stage.api();
    const kept = [...notices(1, 3), completeEvent(4)];
    sandbox.cutAfterEvents = 0;
    sandbox.push(noticeEvent(1));
    const reading = readStream(`${url}/v1/runs/${sandbox.runId}/stream`);
    await expect.poll(() => sandbox.streams).toBe(1);
    await stage.keep(sandbox.runId, reportOf(sandbox.runId, { status: 'completed' }), kept);
    expect((await reading).events).toEqual(kept);
  });

  test('before any live event, with nothing kept: the run is inactive, and the client is sent away to come back', async () => {
    const sandbox = await stage.running();
    const { url } = await stage.api({ streams: { keepWaitMs: 50 } });
    sandbox.cutAfterEvents = 0;
    sandbox.push(noticeEvent(1));
    const { status, events } = await readStream(`${url}/v1/runs/${sandbox.runId}/stream`);
    expect({ status, events }).toEqual({ status: 200, events: [] });
    expect((await stage.storage.runs.get(sandbox.runId))?.inactive_since).not.toBeNull();
    sandbox.cutAfterEvents = Number.POSITIVE_INFINITY;
    const reader = await EventReader.open(`${url}/v1/runs/${sandbox.runId}/stream`);
    expect(ids(await reader.take(1))).toEqual([1]);
    expect((await stage.storage.runs.get(sandbox.runId))?.inactive_since).toBeNull();
    reader.close();
  });

  test('after some live events: the stream ends without a replay, and who comes back gets the rest exactly [STREAM-05]', async () => {
    const sandbox = await stage.running();
    const { url } = await stage.api();
    const kept = [...notices(1, 4), completeEvent(5)];
    sandbox.cutAfterEvents = 2;
    sandbox.push(...notices(1, 4));
    const first = await readStream(`${url}/v1/runs/${sandbox.runId}/stream`);
    expect(first.events).toEqual(notices(1, 2));
    await stage.keep(sandbox.runId, reportOf(sandbox.runId, { status: 'completed' }), kept);
    const second = await readStream(`${url}/v1/runs/${sandbox.runId}/stream`, 2);
    expect([...first.events, ...second.events]).toEqual(kept);
  });

  test('with a run that has ended but is not committed yet: the client waits for it', async () => {
    const sandbox = await stage.running();
    const { url } = await stage.api();
    await stage.storage.runs.finish(sandbox.runId, { status: 'failed', error: { code: 'WORKER_LOST', message: 'Gone.' }, report: null });
    await sandbox.close();
    const reader = await EventReader.open(`${url}/v1/runs/${sandbox.runId}/stream`);
    await stage.keep(sandbox.runId, reportOf(sandbox.runId, { status: 'failed' }), [noticeEvent(1), completeEvent(2, 'failed')]);
    expect(ids(await reader.rest())).toEqual([1, 2]);
  });

  test('that skips an event or says something that is none is taken for lost: no gap is passed on', async () => {
    const sandbox = await stage.running();
    const { url } = await stage.api({ streams: { keepWaitMs: 20 } });
    sandbox.push(noticeEvent(1), noticeEvent(3));
    // Whether the first one was passed on before the gap was seen is a matter of packets.
    expect([[], [1]]).toContainEqual(ids((await readStream(`${url}/v1/runs/${sandbox.runId}/stream`)).events));
    const other = await stage.running();
    other.push({ ...noticeEvent(1), type: 'NOT AN EVENT' } as unknown as RunEvent);
    expect((await readStream(`${url}/v1/runs/${other.runId}/stream`)).events).toEqual([]);
  });

  test('that belongs to another service is not believed', async () => {
    const sandbox = await stage.running();
    const other = await stage.running();
    await stage.storage.runs.progress(sandbox.runId, 'worker-of-the-tests', { sandbox_url: other.url });
    other.push(noticeEvent(1));
    const { url } = await stage.api({ streams: { keepWaitMs: 20 } });
    expect((await readStream(`${url}/v1/runs/${sandbox.runId}/stream`)).events).toEqual([]);
  });
});

describe('a run that has ended', () => {
  test('is replayed from what was kept, and whoever knows its end is told not to come back [STREAM-04]', async () => {
    const sandbox = await stage.running();
    const { url } = await stage.api();
    const kept = [...notices(1, 1200), completeEvent(1201)];
    await stage.keep(sandbox.runId, reportOf(sandbox.runId, { status: 'completed' }), kept);
    expect((await readStream(`${url}/v1/runs/${sandbox.runId}/stream`)).events).toEqual(kept);
    expect(ids((await readStream(`${url}/v1/runs/${sandbox.runId}/stream`, 1199)).events)).toEqual([1200, 1201]);
    expect((await readStream(`${url}/v1/runs/${sandbox.runId}/stream`, 1201)).status).toBe(204);
    expect((await readStream(`${url}/v1/runs/${sandbox.runId}/stream`, 9999)).status).toBe(204);
    expect(sandbox.streams).toBe(0);
  });

  test('in the queue has one event, its end [STREAM-09]', async () => {
    const runId = await stage.queued();
    const { url } = await stage.api();
    const waiting = readStream(`${url}/v1/runs/${runId}/stream`);
    await fetch(`${url}/v1/runs/${runId}/stop`, { method: 'POST' });
    const { events } = await waiting;
    expect(events).toMatchObject([{ id: 1, type: 'complete', status: 'terminated' }]);
    expect((await readStream(`${url}/v1/runs/${runId}/stream`)).events).toEqual(events);
    expect((await readStream(`${url}/v1/runs/${runId}/stream`, 1)).status).toBe(204);
  });
});

test('an unknown run and an id that is none are errors, not streams', async () => {
  const { url } = await stage.api();
  expect((await fetch(`${url}/v1/runs/nobody/stream`)).status).toBe(404);
  expect((await fetch(`${url}/v1/runs/..%2f..%2fetc/stream`)).status).toBe(404);
  const runId = await stage.queued();
  const wrong = await fetch(`${url}/v1/runs/${runId}/stream`, { headers: { 'last-event-id': 'abc' } });
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({
    error: { code: 'VALIDATION_FAILED', details: { fields: [{ in: 'headers', path: 'last-event-id' }] } },
  });
});

test('a client that takes nothing is dropped and costs nobody anything; others get every event [STREAM-06]', async () => {
  const sandbox = await stage.running();
  const { app, url } = await stage.api({ streams: { maxBlockedMs: 2_000 } });
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

test('closing the service ends every stream, so that clients go on elsewhere', async () => {
  const sandbox = await stage.running();
  const { app, url } = await stage.api();
  sandbox.push(noticeEvent(1));
  const reader = await EventReader.open(`${url}/v1/runs/${sandbox.runId}/stream`);
  await reader.take(1);
  await app.close();
  expect(await reader.rest()).toEqual([]);
});
