import type { ErrorCode } from '../contract/index.ts';
import type { RunMeter } from './run-meter.ts';
import { RunSums } from './run-sums.ts';
import { RunTrace } from './run-trace.ts';
import type { Attributes, SpanName, SpanWriter } from './span-writer.ts';
import type { FollowedRun, OpenSpan, RunTelemetry, SpanOrigin, Telemetry } from './telemetry.ts';

/** Builds telemetry on a writer of spans and a meter. */
export function composeTelemetry(spans: SpanWriter, meter: RunMeter, shutdown: () => Promise<void>): Telemetry {
  const open = (name: SpanName, { traceparent, runId, startedAt }: SpanOrigin, attributes: Attributes = {}): OpenSpan => {
    const span = spans.open({
      name,
      parent: traceparent,
      startMs: startedAt === undefined ? Date.now() : Date.parse(startedAt),
      attributes: { ...(runId !== undefined && { 'rote.run_id': runId }), ...attributes },
    });
    return { traceparent: span.traceparent, end: (error?: ErrorCode) => span.end(Date.now(), error) };
  };
  return {
    followRun: (run) => follow(run, spans, meter),
    requestSpan: ({ method, route, ...origin }) =>
      open('rote.request', origin, {
        ...(method !== undefined && { 'http.request.method': method }),
        ...(route !== undefined && { 'http.route': route }),
      }),
    workSpan: (name, work) => open(name, work),
    shutdown,
  };
}

function follow(run: FollowedRun, spans: SpanWriter, meter: RunMeter): RunTelemetry {
  const trace = new RunTrace(run, spans);
  const sums = new RunSums();
  let ended = false;
  meter.runStarted();
  return {
    onEvent(event) {
      if (ended) return;
      sums.onEvent(event);
      trace.onEvent(event);
    },
    end(report, endedAt) {
      if (ended) return;
      ended = true;
      const endedMs = endedAt === undefined ? Date.now() : Date.parse(endedAt);
      const sum = sums.sum(report, endedMs);
      trace.end(sum, sums.blocks, report, endedMs);
      meter.runEnded(sum);
    },
  };
}
