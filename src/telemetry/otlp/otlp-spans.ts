import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import type { ErrorCode } from '../../contract/index.ts';
import type { Attributes, SpanName, SpanStart, SpanWriter, WrittenSpan } from '../span-writer.ts';
import { readTraceparent, writeTraceparent } from '../traceparent.ts';

const KINDS: Partial<Record<SpanName, SpanKind>> = {
  'rote.request': SpanKind.SERVER,
  'rote.model': SpanKind.CLIENT,
};

/** Writes spans with the OpenTelemetry SDK. */
export function otlpSpans(tracer: Tracer): SpanWriter {
  return {
    open: ({ name, parent, startMs, attributes }) => {
      const context = contextOf(parent);
      const span = tracer.startSpan(name, { kind: KINDS[name] ?? SpanKind.INTERNAL, startTime: new Date(startMs), attributes }, context);
      return new OtlpSpan(span, trace.setSpan(context, span));
    },
  };
}

class OtlpSpan implements WrittenSpan {
  readonly traceparent: string;
  readonly context: Context;
  readonly #span: ReturnType<Tracer['startSpan']>;
  #ended = false;

  constructor(span: ReturnType<Tracer['startSpan']>, context: Context) {
    this.#span = span;
    this.context = context;
    this.traceparent = writeTraceparent(span.spanContext());
  }

  add(attributes: Attributes): void {
    this.#span.setAttributes(attributes);
  }

  mark(name: string, attributes: Attributes, atMs: number): void {
    this.#span.addEvent(name, attributes, new Date(atMs));
  }

  end(endMs: number, error?: ErrorCode): void {
    if (this.#ended) return;
    this.#ended = true;
    if (error !== undefined) this.#span.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR });
    this.#span.end(new Date(endMs));
  }
}

function contextOf(parent: SpanStart['parent']): Context {
  if (parent instanceof OtlpSpan) return parent.context;
  const remote = typeof parent === 'string' ? readTraceparent(parent) : undefined;
  return remote === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true });
}
