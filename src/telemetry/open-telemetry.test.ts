import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import type { Log } from '../base/index.ts';
import { noTelemetry, openTelemetry } from './index.ts';
import { startCollector } from './testing/collector.ts';
import { reportOf } from './testing/run-story.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
/** Between the 3 s of a shutdown and the 10 s that an export has by default. */
const TOO_LONG_MS = 9_500;

let collector: Awaited<ReturnType<typeof startCollector>> | undefined;
afterEach(async () => {
  await collector?.close();
  collector = undefined;
});

const collect = async (answer?: (response: ServerResponse) => void) => {
  collector = await startCollector(answer);
  return collector;
};

/**
 * A process that opens telemetry, follows a run, shuts down and ends when nothing holds it. It tells which modules it has loaded, and how long
 * it took from the shutdown to its end.
 */
async function inOwnProcess(settings: Record<string, string>): Promise<{ code: number; loaded: string[]; endedAfterMs: number }> {
  const program = `
    import { writeSync } from 'node:fs';
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
    const { openTelemetry } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
    const telemetry = await openTelemetry(${JSON.stringify(settings)}, 'rote-test');
    telemetry.followRun({ runId: 'a' }).end();
    const began = performance.now();
    process.on('exit', () => writeSync(1, JSON.stringify({ loaded, endedAfterMs: performance.now() - began })));
    await telemetry.shutdown();
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'], env: {} });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code: code as number, ...(JSON.parse(output) as { loaded: string[]; endedAfterMs: number }) };
}

async function unreachable(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

describe('telemetry without an endpoint', () => {
  it('loads nothing of OpenTelemetry, only its own few files', async () => {
    const { code, loaded } = await inOwnProcess({ OTEL_SERVICE_NAME: 'rote' });
    expect(code).toBe(0);
    expect(loaded.some((url) => url.endsWith('/src/telemetry/open-telemetry.ts'))).toBe(true);
    expect(loaded.filter((url) => /node_modules|\/otlp\//.test(url))).toEqual([]);
  });

  it('does nothing, and passes incoming traces through', async () => {
    const telemetry = await openTelemetry({}, 'rote-test');
    expect(telemetry).toBe(noTelemetry);
    expect(telemetry.requestSpan({ traceparent: TRACEPARENT }).traceparent).toBe(TRACEPARENT);
    expect(telemetry.workSpan('rote.queue', {}).traceparent).toBeNull();
  });
});

describe('telemetry with an endpoint', () => {
  it('loads OpenTelemetry and lets the process exit', async () => {
    const { url, spans } = await collect();
    const { code, loaded } = await inOwnProcess({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    expect(code).toBe(0);
    expect(loaded.some((one) => one.includes('/@opentelemetry/sdk-trace/'))).toBe(true);
    expect(spans().map(({ name }) => name)).toEqual(['rote.run']);
  });

  it('connects request, queue and run in one trace', async () => {
    const { url, spans } = await collect();
    const telemetry = await openTelemetry({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/traces` }, 'rote-test');
    const request = telemetry.requestSpan({ traceparent: TRACEPARENT, runId: 'a', method: 'POST', route: '/runs' });
    const queue = telemetry.workSpan('rote.queue', {
      traceparent: request.traceparent,
      runId: 'a',
      startedAt: '2026-03-01T12:00:00.000Z',
    });
    const run = telemetry.followRun({ runId: 'a', traceparent: queue.traceparent });
    queue.end();
    request.end('CONFLICT');
    request.end();
    run.end(reportOf());
    await telemetry.shutdown();

    const [sentRequest, sentQueue, sentRun] = ['rote.request', 'rote.queue', 'rote.run'].map((name) =>
      spans().find((span) => span.name === name),
    );
    expect(sentRequest).toMatchObject({
      parentSpanId: 'b7ad6b7169203331',
      failed: true,
      attributes: { 'rote.run_id': 'a', 'http.request.method': 'POST', 'http.route': '/runs', 'error.type': 'CONFLICT' },
    });
    expect(sentQueue).toMatchObject({ parentSpanId: sentRequest!.spanId, startMs: Date.parse('2026-03-01T12:00:00.000Z'), failed: false });
    expect(sentRun).toMatchObject({ parentSpanId: sentQueue!.spanId, traceId: '0af7651916cd43dd8448eb211c80319c' });
    expect(spans()).toHaveLength(3);
  });

  it('does no harm when the collector cannot be reached, and logs it once', async () => {
    const told: unknown[] = [];
    const log: Log = { debug: noted, info: noted, warn: noted, error: noted };
    function noted(...words: unknown[]) {
      told.push(words);
    }
    const telemetry = await openTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: await unreachable() }, 'rote-test', { log });
    telemetry.followRun({ runId: 'a' }).end(reportOf());
    await telemetry.shutdown();
    await telemetry.shutdown();
    expect(told).toEqual([['exports to the OpenTelemetry collector fail', { problem: 'ECONNREFUSED' }]]);
  });

  it.each([
    ['never answers', () => undefined],
    ['answers drop by drop', dribble],
  ])('is given up at its end when the collector %s, and the process ends', async (_what, answer) => {
    const { url, requests } = await collect(answer);
    const { code, endedAfterMs } = await inOwnProcess({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    expect(code).toBe(0);
    expect(endedAfterMs).toBeLessThan(TOO_LONG_MS);
    expect(requests.length).toBeGreaterThan(0);
  });

  it('logs that a collector refuses, without its answer', async () => {
    const told: string[] = [];
    const log: Log = {
      debug: () => undefined,
      info: () => undefined,
      error: () => undefined,
      warn: (...words) => told.push(JSON.stringify(words)),
    };
    const { url } = await collect((response) => response.writeHead(401, 'key s3cr3t').end('your key s3cr3t is no good'));
    const telemetry = await openTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: url }, 'rote-test', { log });
    telemetry.followRun({ runId: 'a' }).end(reportOf());
    await telemetry.shutdown();
    expect(told).toEqual(['["exports to the OpenTelemetry collector fail",{"problem":"401"}]']);
  });

  it('is off, with a warning, when a certificate cannot be read', async () => {
    const told: string[] = [];
    const log: Log = { debug: () => undefined, info: () => undefined, error: () => undefined, warn: (message) => told.push(message) };
    const telemetry = await openTelemetry(
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://127.0.0.1:1', OTEL_EXPORTER_OTLP_CERTIFICATE: '/no/such/file.pem' },
      'rote-test',
      { log },
    );
    expect(telemetry).toBe(noTelemetry);
    expect(told).toEqual(['telemetry is off: it could not be started']);
  });
});

/** A byte now and then keeps a socket from being idle: an idle timeout alone never ends it. */
function dribble(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 200);
  response.once('close', () => clearInterval(timer));
}
