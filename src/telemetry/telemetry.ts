import type { ErrorCode, RunEvent, RunReport } from '../contract/index.ts';

/**
 * What Rote tells an OpenTelemetry collector. Entry points construct it and hand its parts to the hooks of the rooms; nothing in here throws
 * or rejects, and no type of OpenTelemetry leaks out. Only what docs/telemetry.md lists ever becomes an attribute: ids, numbers, fixed words,
 * host names; never a text of the user, of a page or of an error.
 */
export interface Telemetry {
  /** From now on the run counts as active; its spans come from its events. */
  followRun(run: FollowedRun): RunTelemetry;
  /** `rote.request`: what the api does for one request. */
  requestSpan(request: SpanOrigin & { method?: string /** The pattern, `/runs/:id`, never the path. */; route?: string }): OpenSpan;
  /** What a worker does about a run beside carrying it out: `rote.queue` is the time that it waited. */
  workSpan(name: 'rote.queue', work: SpanOrigin): OpenSpan;
  /** Sends what is left. Resolves within 3 s, whatever the collector does, and holds the process no longer. */
  shutdown(): Promise<void>;
}

export interface SpanOrigin {
  /** W3C traceparent of the span that this one belongs to; one that is none begins a trace of its own. */
  traceparent?: string | null | undefined;
  runId?: string;
  /** ISO 8601; default now. */
  startedAt?: string;
}

export interface FollowedRun {
  runId: string;
  traceparent?: string | null | undefined;
  /** In characters. */
  directiveLength?: number;
}

/**
 * Turns the events of one run into spans and numbers. Times are those of the events, so that a run can be followed live or told afterwards
 * from its folder: the spans are the same.
 */
export interface RunTelemetry {
  /** In order of their ids, each once. */
  onEvent(event: RunEvent): void;
  /** Nothing more comes. The report adds tokens, money and driver. A second call changes nothing. `endedAt`: ISO 8601, default now. */
  end(report?: RunReport, endedAt?: string): void;
}

export interface OpenSpan {
  /** For whoever continues the work; without a collector, the one that came in. */
  readonly traceparent: string | null;
  /** A second call changes nothing. */
  end(error?: ErrorCode): void;
}

const nothing = () => undefined;
const unfollowed: RunTelemetry = { onEvent: nothing, end: nothing };
const passOn = ({ traceparent = null }: SpanOrigin): OpenSpan => ({ traceparent, end: nothing });

/** Of a process without a collector. */
export const noTelemetry: Telemetry = {
  followRun: () => unfollowed,
  requestSpan: passOn,
  workSpan: (_name, work) => passOn(work),
  shutdown: () => Promise.resolve(),
};
