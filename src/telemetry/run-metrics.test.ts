import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTelemetry, type Telemetry } from './index.ts';
import { startCollector } from './testing/collector.ts';
import { reportOf, runStory } from './testing/run-story.ts';

describe('the metrics of runs', () => {
  let collector: Awaited<ReturnType<typeof startCollector>>;
  let telemetry: Telemetry;
  beforeEach(async () => {
    collector = await startCollector();
    telemetry = await openTelemetry({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${collector.url}/of/metrics` }, 'rote-test');
  });
  afterEach(() => collector.close());

  it('count ends, refusals, outcomes of recoveries, tokens and cost', async () => {
    const good = telemetry.followRun({ runId: 'good' });
    for (const event of runStory(
      [0, { type: 'status', status: 'starting', message: '' }],
      [1, { type: 'guard', where: 'network', verdict: 'blocked', reason: '' }],
      [2, { type: 'guard', where: 'network', verdict: 'blocked', reason: '' }],
      [3, { type: 'guard', where: 'page', verdict: 'blocked', reason: '' }],
      [4, { type: 'guard', where: 'page', verdict: 'widened', reason: '' }],
      [5, { type: 'guard', where: 'stuck', verdict: 'hint', reason: '' }],
      [6, { type: 'handoff', step: 1, reason: '', taken: true }],
      [7, { type: 'complete', status: 'completed', summary: '', error: null }],
    ))
      good.onEvent(event);
    good.end(reportOf({ tokens: { input: 100, cached: 0, output: 20, reasoning: 0, cost_usd: 0.5 } }));
    good.end(reportOf());

    const bad = telemetry.followRun({ runId: 'bad' });
    for (const event of runStory(
      [0, { type: 'handoff', step: 1, reason: '', taken: false }],
      [7, { type: 'complete', status: 'failed', summary: '', error: { code: 'STUCK', message: '' } }],
    ))
      bad.onEvent(event);
    bad.end(reportOf({ status: 'failed', error: { code: 'STUCK', message: '' } }));
    telemetry.followRun({ runId: 'still going' });
    await telemetry.shutdown();

    expect(collector.metrics()).toEqual({
      'rote.runs{rote.status=completed}': 1,
      'rote.runs{error.type=STUCK,rote.status=failed}': 1,
      'rote.runs.active': 1,
      'rote.run.duration{rote.status=completed}': 1,
      'rote.run.duration{rote.status=failed}': 1,
      'rote.guard.blocks{rote.guard.where=network}': 2,
      'rote.guard.blocks{rote.guard.where=page}': 1,
      'rote.stuck{rote.guard.verdict=hint}': 1,
      'rote.recoveries{rote.recovery.outcome=recovered}': 1,
      'rote.recoveries{rote.recovery.outcome=not_started}': 1,
      'rote.tokens{gen_ai.token.type=input}': 100,
      'rote.tokens{gen_ai.token.type=output}': 20,
      'rote.cost_usd': 0.5,
    });
    expect(new Set(collector.requests.map(({ path }) => path))).toEqual(new Set(['/of/metrics']));
  });

  it('are exported without spans when only metrics are set; a traceparent passes through', async () => {
    const span = telemetry.workSpan('rote.queue', { traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` });
    expect(span.traceparent).toBe(`00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`);
    span.end();
    telemetry.followRun({ runId: 'a' }).end(reportOf());
    await telemetry.shutdown();
    expect(collector.spans()).toEqual([]);
    expect(collector.metrics()['rote.runs{rote.status=completed}']).toBe(1);
  });
});
