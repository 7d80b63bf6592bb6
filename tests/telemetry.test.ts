import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningSample, startSample } from '../sample/index.ts';
import { createScriptedModel, type Models } from '../src/model/index.ts';
import { readRun } from '../src/recording/index.ts';
import { Secret, SecretBook } from '../src/secrets/index.ts';
import { openTelemetry } from '../src/telemetry/index.ts';
import { type CollectedSpan, startCollector } from '../src/telemetry/testing/collector.ts';
import { spanTree } from '../src/telemetry/testing/span-tree.ts';
import { openTestPlace, type TestPlace } from './support/run-here.ts';

const ORDER = 10234;
const CALLER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

/** Its second step looks for a button under an old name. */
const DRIFTED = `
id: ask_to_cancel
name: Ask to cancel an order
description: Opens the question whether an order is to be cancelled.
parameters: [{ name: order_id, type: string, pattern: '#(\\d+)' }]
auth_required: true
auth: { mode: form_login, login_url: '{base_url}/login', success: { cookie_present: session } }
start_url: '{base_url}/orders'
guardrails: { allow_private_networks: true, enable_llm_action_check: false }
steps:
  - { action: goto, params: { url: '{base_url}/orders/{order_id}' }, description: Open the order }
  - action: click
    selector: { primary: 'role=button[name="Cancel this"]' }
    description: Ask for the cancellation
    timeout_ms: 500
    verify: { expect_text_on_page: 'Order #{order_id}', timeout_ms: 10000 }
`;

describe('telemetry of a run in a real browser', () => {
  let sample: RunningSample;
  let place: TestPlace;
  let collector: Awaited<ReturnType<typeof startCollector>>;

  beforeAll(async () => {
    sample = await startSample();
    place = await openTestPlace();
    await place.playbook('ask_to_cancel', DRIFTED);
  });
  beforeEach(async () => {
    sample.reset();
    collector = await startCollector();
  });
  afterEach(() => collector.close());
  afterAll(async () => {
    await sample.close();
    await place.remove();
  });

  test('tells the trace of setup, login, steps and recovery, live as from the folder, and no secret', async () => {
    const runId = `followed-${randomUUID()}`;
    const telemetry = await openTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, 'rote');
    const traceparent = `00-${CALLER.traceId}-${CALLER.spanId}-01`;
    const live = telemetry.followRun({ runId, traceparent });
    const model = createScriptedModel(
      () => ({
        toolCalls: [
          {
            name: 'browser_dom',
            input: { action: 'done', success: true, summary: 'Asked.', unchanged: true, verified: `It says "Order #${ORDER}".` },
          },
        ],
        usage: { input: 700, output: 30 },
      }),
      'anthropic:claude-of-this-test',
    );
    const { report, folder } = await place.run(
      {
        run_id: runId,
        directive: `Ask to cancel #${ORDER}`,
        playbook: 'ask_to_cancel',
        start_url: sample.url,
        credentials: { username: sample.user, password: sample.password },
        recording: { trace: false, screenshots: false },
      },
      { onEvent: (event) => live.onEvent(event), models: (): Models => ({ primary: model, utility: model }) },
    );
    expect(report).toMatchObject({ error: null, status: 'completed', driver: 'playbook+agent' });
    const endedAt = new Date().toISOString();
    live.end(report, endedAt);

    const { events } = await readRun(folder!);
    const told = telemetry.followRun({ runId });
    for (const event of events) told.onEvent(event);
    told.end(report, endedAt);
    await telemetry.shutdown();

    const spans = collector.spans().filter(({ traceId }) => traceId === CALLER.traceId);
    const retold = collector.spans().filter(({ traceId }) => traceId !== CALLER.traceId);
    expect(spanTree(retold)).toBe(spanTree(spans));
    expect(withoutTimes(spans)).toBe(
      [
        'rote.run',
        '  rote.setup',
        '    rote.guard widened',
        '  rote.step 0',
        '    rote.action goto',
        '    rote.action key_press',
        '    rote.action key_press',
        '    rote.action click',
        '  rote.step 1',
        '    rote.action goto',
        '  rote.step 2 !STEP_FAILED',
        '  rote.model claude-of-this-test',
        '  rote.recording',
      ].join('\n'),
    );
    expect(spans.find(({ name }) => name === 'rote.run')).toMatchObject({ parentSpanId: CALLER.spanId, failed: false });
    expect(spans.find(({ name }) => name === 'rote.model')?.attributes).toMatchObject({
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.usage.input_tokens': 700,
      'gen_ai.usage.output_tokens': 30,
    });
    expect(placesOutside(spans)).toEqual([]);
    for (const event of events.filter((one) => one.type === 'action')) {
      const span = spans.find(({ attributes }) => attributes['rote.action.number'] === event.number);
      expect(span!.endMs).toBe(Date.parse(event.at));
    }
    expect(collector.metrics()).toMatchObject({
      'rote.runs{rote.status=completed}': 2,
      'rote.runs.active': 0,
      'rote.recoveries{rote.recovery.outcome=recovered}': 2,
      'rote.tokens{gen_ai.token.type=input}': 1_400,
    });

    const book = new SecretBook();
    book.add('password', new Secret(sample.password));
    const sent = collector.requests.map(({ body }) => body).join('\n');
    expect(book.find(sent)).toEqual([]);
    for (const words of [sample.user, String(ORDER), 'Cancel this', 'Ask', '/orders']) expect(sent).not.toContain(words);
  });

  test('a collector that is gone changes nothing about a run', async () => {
    const { url } = collector;
    const runId = `alone-${randomUUID()}`;
    await collector.close();
    const telemetry = await openTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: url }, 'rote');
    const run = telemetry.followRun({ runId });
    const { report } = await place.run(
      {
        run_id: runId,
        directive: `Ask to cancel #${ORDER}`,
        playbook: 'ask_to_cancel',
        start_url: sample.url,
        execution_mode: 'playbook_only',
        credentials: { username: sample.user, password: sample.password },
        recording: { trace: false, screenshots: false },
      },
      { onEvent: (event) => run.onEvent(event) },
    );
    run.end(report);
    await telemetry.shutdown();
    // On a slow machine the step may run out of time before it knows why.
    expect(report).toMatchObject({ status: 'failed', error: { code: expect.stringMatching(/^(STEP_FAILED|TIMEOUT)$/) }, warnings: [] });
    collector = await startCollector();
  });
});

function withoutTimes(spans: readonly CollectedSpan[]): string {
  return spanTree(spans).replaceAll(/ \+\d+\.\.\+\d+/g, '');
}

/** Spans that begin before or end after the one that they belong to. */
function placesOutside(spans: readonly CollectedSpan[]): string[] {
  return spans
    .filter((span) => {
      const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
      return parent !== undefined && (span.startMs < parent.startMs || span.endMs > parent.endMs);
    })
    .map(({ name }) => name);
}
