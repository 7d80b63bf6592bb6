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
  /** Since 1970. */
  startMs: number;
  attributes: Attributes;
}

export interface WrittenSpan {
  readonly traceparent: string | null;
  add(attributes: Attributes): void;
  /** A moment within the span. */
  mark(name: string, attributes: Attributes, atMs: number): void;
  /** With an error the span counts as failed, and `error.type` is its code. The first end is the one that counts. */
  end(endMs: number, error?: ErrorCode): void;
}

/** Where spans go. Does not throw. */
export interface SpanWriter {
  open(start: SpanStart): WrittenSpan;
}

const nothing = () => undefined;

/** For a process that sends metrics only: a traceparent passes through it unchanged. */
export const noSpans: SpanWriter = {
  open({ parent = null }) {
    const traceparent = typeof parent === 'string' ? parent : (parent?.traceparent ?? null);
    return { traceparent, add: nothing, mark: nothing, end: nothing };
  },
};
