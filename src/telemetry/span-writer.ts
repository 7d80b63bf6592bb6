import type { ErrorCode } from '../contract/index.ts';

export type Attributes = Record<string, string | number | boolean>;

export type SpanName =
  | 'rote.request'
  | 'rote.queue'
  | 'rote.run'
  | 'rote.setup'
  | 'rote.step'
  | 'rote.action'
  | 'rote.model'
  | 'rote.guard'
  | 'rote.recording';

export interface SpanStart {
  name: SpanName;
  /** A span of this writer, or the traceparent of another process. */
  parent?: WrittenSpan | string | null | undefined;
  /** Milliseconds since 1970. */
  startMs: number;
  attributes: Attributes;
}

export interface WrittenSpan {
  readonly traceparent: string | null;
  add(attributes: Attributes): void;
  /** Adds an event at a moment within the span. */
  mark(name: string, attributes: Attributes, atMs: number): void;
  /** With an error, the span has failed and `error.type` is its code. Only the first call counts. */
  end(endMs: number, error?: ErrorCode): void;
}

/** Receives spans. Never throws. */
export interface SpanWriter {
  open(start: SpanStart): WrittenSpan;
}

const nothing = () => undefined;

/** For a process that exports only metrics: a traceparent passes through unchanged. */
export const noSpans: SpanWriter = {
  open({ parent = null }) {
    const traceparent = typeof parent === 'string' ? parent : (parent?.traceparent ?? null);
    return { traceparent, add: nothing, mark: nothing, end: nothing };
  },
};
