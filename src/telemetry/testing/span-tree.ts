import type { CollectedSpan } from './collector.ts';

/** One line per span, indented below its parent, in order of time: `rote.step 2 +1500..+2400 !STEP_FAILED`. Milliseconds since the root's start. */
export function spanTree(spans: readonly CollectedSpan[]): string {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId));
  const origin = Math.min(...roots.map(({ startMs }) => startMs));
  const lines = (span: CollectedSpan, depth: number): string[] => [
    `${'  '.repeat(depth)}${line(span, origin)}`,
    ...inOrder(spans.filter(({ parentSpanId }) => parentSpanId === span.spanId)).flatMap((child) => lines(child, depth + 1)),
  ];
  return inOrder(roots)
    .flatMap((root) => lines(root, 0))
    .join('\n');
}

function line({ name, attributes, startMs, endMs, failed }: CollectedSpan, origin: number): string {
  const what =
    attributes['rote.step.number'] ??
    attributes['rote.action.name'] ??
    attributes['gen_ai.request.model'] ??
    attributes['rote.guard.verdict'];
  const error = failed ? ` !${String(attributes['error.type'])}` : '';
  return `${name}${what === undefined ? '' : ` ${String(what)}`} +${startMs - origin}..+${endMs - origin}${error}`;
}

function inOrder(spans: readonly CollectedSpan[]): CollectedSpan[] {
  return spans.toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
}
