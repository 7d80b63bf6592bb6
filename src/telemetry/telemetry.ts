import type { ErrorCode, RunEvent, RunReport } from '../contract/index.ts';

/**
 * What Rote reports to an OpenTelemetry collector. Entry points construct it and connect it to the hooks of other rooms. Nothing here throws or
 * rejects, and no type of OpenTelemetry is exposed. Only what docs/telemetry.md lists becomes an attribute: ids, numbers, fixed words and host
 * names; never text of a user, a page or an error.
 */
export interface Telemetry {
  /** Counts the run as active from now on and builds its spans from its events. */
  followRun(run: FollowedRun): RunTelemetry;
  /** `rote.request`: the work of the API for one request. */
  requestSpan(request: SpanOrigin & { method?: string /** The pattern, `/runs/:id`, never the path. */; route?: string }): OpenSpan;
  /** The work of a worker around a run: `rote.queue` is the time the run waited. */
  workSpan(name: 'rote.queue', work: SpanOrigin): OpenSpan;
  /** Sends what is left. Resolves within 3 s whatever the collector does; after that, nothing keeps the process running. */
  shutdown(): Promise<void>;
}

export interface SpanOrigin {
  /** W3C traceparent of the parent span. Without a valid one, a new trace starts. */
  traceparent?: string | null | undefined;
  runId?: string;
  /** ISO 8601. Default: now. */
  startedAt?: string;
}

export interface FollowedRun {
  runId: string;
  traceparent?: string | null | undefined;
  /** Characters. */
  directiveLength?: number;
}

/**
 * Turns the events of one run into spans and metrics. Times are those of the events: following a run live or replaying it later from its folder
 * yields the same spans.
 */
export interface RunTelemetry {
  /** Takes each event once, in the order of ids. */
  onEvent(event: RunEvent): void;
  /** Ends the run; the report adds tokens, cost and driver. Only the first call counts. `endedAt`: ISO 8601, default now. */
  end(report?: RunReport, endedAt?: string): void;
}

export interface OpenSpan {
  /** For the process that continues the work; without a collector, the traceparent that came in. */
  readonly traceparent: string | null;
  /** Only the first call counts. */
  end(error?: ErrorCode): void;
}

const nothing = () => undefined;
const ignoredRun: RunTelemetry = { onEvent: nothing, end: nothing };
const passThrough = ({ traceparent = null }: SpanOrigin): OpenSpan => ({ traceparent, end: nothing });

/** For a process without a collector. */
export const noTelemetry: Telemetry = {
  followRun: () => ignoredRun,
  requestSpan: passThrough,
  workSpan: (_name, work) => passThrough(work),
  shutdown: () => Promise.resolve(),
};
