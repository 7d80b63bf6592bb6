import type { ApiDeps } from '../../api/index.ts';
import type { RunTelemetry, Telemetry } from '../../telemetry/index.ts';
import type { WorkerDeps } from '../../worker/index.ts';

/** Makes a span of each request that creates a run; the run's own span becomes its child. */
export function requestTelemetry(telemetry: Telemetry): Pick<ApiDeps, 'onCreate'> {
  return {
    onCreate({ runId, traceparent, route }) {
      const span = telemetry.requestSpan({ traceparent, runId, method: 'POST', route });
      span.end();
      return span.traceparent;
    },
  };
}

/**
 * Counts a run as active from when a worker takes it. Makes its spans from its events when the run is stored, so a killed sandbox has a trace
 * too.
 */
export function runTelemetry(telemetry: Telemetry): Pick<WorkerDeps, 'onTaken' | 'onPersisted'> {
  const followed = new Map<string, RunTelemetry>();
  return {
    onTaken({ runId, traceparent, createdAt }) {
      const waited = telemetry.workSpan('rote.queue', { runId, traceparent, startedAt: createdAt });
      waited.end();
      followed.set(runId, telemetry.followRun({ runId, traceparent: waited.traceparent }));
      return waited.traceparent;
    },
    onPersisted(run, left) {
      const spans = followed.get(run.run_id) ?? telemetry.followRun({ runId: run.run_id, traceparent: run.traceparent });
      followed.delete(run.run_id);
      for (const event of left.events) spans.onEvent(event);
      spans.end(left.report);
    },
  };
}
