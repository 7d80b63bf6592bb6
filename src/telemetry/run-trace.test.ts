import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent, RunReport } from '../contract/index.ts';
import { openTelemetry } from './index.ts';
import { startCollector } from './testing/collector.ts';
import { action, reportOf, runStory, step, stepStarted, storyTime } from './testing/run-story.ts';
import { spanTree } from './testing/span-tree.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';

const started = [0, { type: 'status', status: 'starting', message: 'run run-1' }] as const;
const playing = [400, { type: 'status', status: 'running', message: 'a playbook', playbook: 'cancel_order' }] as const;
const byAgent = [400, { type: 'status', status: 'running', message: 'the agent', playbook: null }] as const;
const completed = (afterMs: number) => [afterMs, { type: 'complete', status: 'completed', summary: 'done', error: null }] as const;

/** A whole run as a collector sees it. */
describe('the spans of a run', () => {
  let collector: Awaited<ReturnType<typeof startCollector>>;
  beforeEach(async () => {
    collector = await startCollector();
  });
  afterEach(() => collector.close());

  const tell = async (events: readonly RunEvent[], report?: RunReport, traceparent?: string) => {
    const telemetry = await openTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, 'rote-test');
    const run = telemetry.followRun({ runId: 'run-1', directiveLength: 16, traceparent });
    for (const event of events) run.onEvent(event);
    run.end(report, storyTime(6_000));
    await telemetry.shutdown();
    return collector.spans();
  };
  const only = (spans: Awaited<ReturnType<typeof tell>>, name: string) => {
    const found = spans.filter((span) => span.name === name);
    expect(found).toHaveLength(1);
    return found[0]!;
  };

  it('are its setup, its login, its steps with their actions, and its recording', async () => {
    const spans = await tell(
      runStory(
        started,
        playing,
        [900, action(1, 'goto', 400, { step: 0 })],
        [1_300, action(2, 'key_press', 250, { step: 0 })],
        [1_500, step(0, 1_050)],
        [1_700, action(3, 'goto', 150, { step: 0 })],
        [1_701, stepStarted(1)],
        [2_000, action(4, 'click', 290, { step: 1 })],
        [2_100, step(1, 399)],
        [2_101, stepStarted(2)],
        [3_000, action(5, 'click', 890, { step: 2, error: { code: 'STEP_FAILED', message: 'gone' } })],
        [4_100, action(6, 'click', 90, { step: 2 })],
        [4_200, step(2, 2_099, { attempts: 2, effect: 'verified' })],
        completed(4_300),
      ),
      reportOf(),
    );

    expect(spanTree(spans)).toBe(
      [
        'rote.run +0..+6000',
        '  rote.setup +0..+400',
        '  rote.step 0 +450..+1500',
        '    rote.action goto +500..+900',
        '    rote.action key_press +1050..+1300',
        '  rote.action goto +1550..+1700',
        '  rote.step 1 +1701..+2100',
        '    rote.action click +1710..+2000',
        '  rote.step 2 +2101..+4200',
        '    rote.action click +2110..+3000 !STEP_FAILED',
        '    rote.action click +4010..+4100',
        '  rote.recording +4300..+6000',
      ].join('\n'),
    );
    expect(new Set(spans.map(({ attributes }) => attributes['rote.run_id']))).toEqual(new Set(['run-1']));
    expect(only(spans, 'rote.run').attributes).toEqual({
      'rote.run_id': 'run-1',
      'rote.directive.length': 16,
      'rote.playbook.id': 'cancel_order',
      'rote.driver': 'playbook',
      'rote.status': 'completed',
      'rote.guard.blocks': 0,
      'rote.tokens.input': 0,
      'rote.tokens.output': 0,
      'rote.cost_usd': 0,
    });
    expect(spans.find(({ attributes }) => attributes['rote.step.number'] === 2)?.attributes).toEqual({
      'rote.run_id': 'run-1',
      'rote.step.number': 2,
      'rote.step.total': 2,
      'rote.step.action': 'click',
      'rote.step.status': 'ok',
      'rote.step.attempts': 2,
      'rote.step.effect': 'verified',
    });
    expect(spans.find(({ attributes }) => attributes['rote.action.number'] === 1)?.attributes).toEqual({
      'rote.run_id': 'run-1',
      'rote.action.number': 1,
      'rote.action.name': 'goto',
      'server.address': 'shop.example',
    });
    expect(collector.resources()[0]).toMatchObject({ 'service.name': 'rote-test', 'service.instance.id': expect.any(String) });
  });

  it('continue the trace of the request', async () => {
    const spans = await tell(runStory(started, completed(500)), reportOf(), `00-${TRACE}-${CALLER}-01`);
    expect(only(spans, 'rote.run')).toMatchObject({ traceId: TRACE, parentSpanId: CALLER });
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
  });

  it.each([['nonsense'], [`00-${'0'.repeat(32)}-${CALLER}-01`]])('start a new trace for the traceparent %s', async (traceparent) => {
    const spans = await tell(runStory(started, completed(500)), reportOf(), traceparent);
    expect(only(spans, 'rote.run').parentSpanId).toBeUndefined();
  });

  it('are not sent when the request is not sampled', async () => {
    expect(await tell(runStory(started, completed(500)), reportOf(), `00-${TRACE}-${CALLER}-00`)).toEqual([]);
  });

  it('show a recovery: the failed step, the handoff, model calls with tokens, and the agent’s actions', async () => {
    const tokens = { input: 1_200, cached: 1_000, output: 80, reasoning: 30, cost_usd: 0.01 };
    const spans = await tell(
      runStory(
        started,
        playing,
        [500, stepStarted(1)],
        [1_000, { type: 'guard', where: 'stuck', verdict: 'warning', reason: 'again and again' }],
        [1_400, action(1, 'click', 850, { step: 1, error: { code: 'STEP_FAILED', message: 'gone' } })],
        [1_500, step(1, 1_000, { error: { code: 'STEP_FAILED', message: 'gone' } })],
        [1_600, { type: 'handoff', step: 1, reason: 'gone', taken: true }],
        [3_600, { type: 'model', model: 'google:gemini-9', purpose: 'agent', ok: true, duration_ms: 1_900, tokens }],
        [3_601, { type: 'agent_step', step: 1, thought: 'click', tokens }],
        [4_000, action(2, 'click', 300)],
        [5_000, { type: 'model', model: 'google:gemini-9', purpose: 'agent', ok: false, code: 'LLM_ERROR', duration_ms: 900 }],
        [5_100, { type: 'complete', status: 'failed', summary: 'no', error: { code: 'STEP_FAILED', message: 'no' } }],
      ),
      reportOf({ status: 'failed', driver: 'playbook+agent', error: { code: 'STEP_FAILED', message: 'no' }, tokens }),
    );

    expect(spanTree(spans)).toBe(
      [
        'rote.run +0..+6000 !STEP_FAILED',
        '  rote.setup +0..+400',
        '  rote.step 1 +500..+1500 !STEP_FAILED',
        '    rote.action click +550..+1400 !STEP_FAILED',
        '    rote.guard warning +1000..+1000',
        '  rote.model gemini-9 +1700..+3600',
        '  rote.action click +3700..+4000',
        '  rote.model gemini-9 +4100..+5000 !LLM_ERROR',
        '  rote.recording +5100..+6000',
      ].join('\n'),
    );
    expect(spans.find(({ name, failed }) => name === 'rote.model' && !failed)?.attributes).toEqual({
      'rote.run_id': 'run-1',
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'gcp.gemini',
      'gen_ai.request.model': 'gemini-9',
      'gen_ai.usage.input_tokens': 1_200,
      'gen_ai.usage.cache_read.input_tokens': 1_000,
      'gen_ai.usage.output_tokens': 80,
      'gen_ai.usage.reasoning.output_tokens': 30,
      'rote.model.purpose': 'agent',
    });
    expect(only(spans, 'rote.guard').attributes).toMatchObject({ 'rote.guard.where': 'stuck', 'rote.guard.verdict': 'warning' });
    expect(only(spans, 'rote.run').marks).toEqual([
      { name: 'rote.handoff', attributes: { 'rote.step.number': 1, 'rote.handoff.taken': true } },
    ]);
  });

  it('separate what an agent did before, during and after its login', async () => {
    const spans = await tell(
      runStory(
        started,
        byAgent,
        [700, action(1, 'goto', 200, { step: 0 })],
        [1_200, action(2, 'key_press', 100)],
        [1_500, step(0, 600)],
        [2_000, { type: 'model', model: 'scripted:model', purpose: 'agent', ok: true, duration_ms: 300 }],
        completed(2_100),
      ),
      reportOf({ playbook: null, driver: 'agent' }),
    );
    expect(spanTree(spans)).toBe(
      [
        'rote.run +0..+6000',
        '  rote.setup +0..+400',
        '  rote.action goto +500..+700',
        '  rote.step 0 +900..+1500',
        '    rote.action key_press +1100..+1200',
        '  rote.model model +1700..+2000',
        '  rote.recording +2100..+6000',
      ].join('\n'),
    );
  });

  it('fail the setup of a run that never reached its driver', async () => {
    const error = { code: 'SETUP_FAILED', message: 'no browser' } as const;
    const spans = await tell(
      runStory(started, [900, { type: 'complete', status: 'failed', summary: 'no', error }]),
      reportOf({ status: 'failed', error, playbook: null, driver: null }),
    );
    expect(spanTree(spans)).toBe(
      ['rote.run +0..+6000 !SETUP_FAILED', '  rote.setup +0..+900 !SETUP_FAILED', '  rote.recording +900..+6000'].join('\n'),
    );
  });

  it('end with a killed run, including the current step', async () => {
    const spans = await tell(runStory(started, playing, [500, stepStarted(1)], [900, action(1, 'click', 300, { step: 1 })]));
    expect(spanTree(spans)).toBe(
      [
        'rote.run +0..+6000 !INTERNAL_ERROR',
        '  rote.setup +0..+400',
        '  rote.step 1 +500..+6000 !INTERNAL_ERROR',
        '    rote.action click +600..+900',
      ].join('\n'),
    );
  });

  it('come from the report of a run without events', async () => {
    const error = { code: 'WORKER_LOST', message: 'gone' } as const;
    expect(spanTree(await tell([], reportOf({ status: 'failed', error })))).toBe('rote.run +0..+6000 !WORKER_LOST');
  });

  it('hold a limited number of refusals, and the count of all', async () => {
    const refused = { type: 'guard', where: 'network', verdict: 'blocked', reason: 'no' } as const;
    const spans = await tell(
      runStory(started, playing, ...Array.from({ length: 250 }, () => [1_000, refused] as const), completed(2_000)),
      reportOf(),
    );
    expect(spans.filter(({ name }) => name === 'rote.guard')).toHaveLength(200);
    expect(only(spans, 'rote.run').attributes['rote.guard.blocks']).toBe(250);
  });
});
