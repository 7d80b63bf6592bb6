import type { Meter } from '@opentelemetry/api';
import type { RunMeter } from '../run-meter.ts';

/** Upper bounds of the histogram of run durations. */
const DURATION_BUCKETS_S = [1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600];

/** Records metrics with the OpenTelemetry SDK. */
export function otlpMeter(meter: Meter): RunMeter {
  const runs = meter.createCounter('rote.runs', { description: 'Runs that have ended.', unit: '{run}' });
  const active = meter.createUpDownCounter('rote.runs.active', {
    description: 'Runs in progress that this process follows.',
    unit: '{run}',
  });
  const duration = meter.createHistogram('rote.run.duration', {
    description: 'From the start of a run to its end.',
    unit: 's',
    advice: { explicitBucketBoundaries: DURATION_BUCKETS_S },
  });
  const blocks = meter.createCounter('rote.guard.blocks', { description: 'Refusals by a guard.', unit: '{refusal}' });
  const stuck = meter.createCounter('rote.stuck', { description: 'Interventions of the stuck detector.', unit: '{verdict}' });
  const recoveries = meter.createCounter('rote.recoveries', { description: 'Handoffs of a playbook to the agent.', unit: '{recovery}' });
  const tokens = meter.createCounter('rote.tokens', { description: 'Tokens of language models.', unit: '{token}' });
  const cost = meter.createCounter('rote.cost_usd', { description: 'Cost according to the price table.', unit: 'USD' });
  return {
    runStarted: () => active.add(1),
    runEnded(sum) {
      active.add(-1);
      runs.add(1, { 'rote.status': sum.status, ...(sum.error && { 'error.type': sum.error }) });
      duration.record(sum.durationMs / 1_000, { 'rote.status': sum.status });
      for (const [where, count] of sum.blocks) blocks.add(count, { 'rote.guard.where': where });
      for (const [verdict, count] of sum.stuck) stuck.add(count, { 'rote.guard.verdict': verdict });
      if (sum.recovery) recoveries.add(1, { 'rote.recovery.outcome': sum.recovery });
      if (sum.tokens === undefined || sum.tokens.input + sum.tokens.output === 0) return;
      tokens.add(sum.tokens.input, { 'gen_ai.token.type': 'input' });
      tokens.add(sum.tokens.output, { 'gen_ai.token.type': 'output' });
      if (sum.tokens.cost_usd !== null) cost.add(sum.tokens.cost_usd);
    },
  };
}
