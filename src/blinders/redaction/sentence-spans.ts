export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Splits a text into sentences: at line ends, after . ! ? before whitespace (so addresses stay whole), and after their
 * East Asian counterparts anywhere. A line end within a sentence splits it too. Spans exclude whitespace at both ends.
 */
export function sentenceSpans(text: string): Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    const end = match.index + (match[0].startsWith('\n') ? 0 : match[0].trimEnd().length);
    pushTrimmed(spans, text, start, end);
    start = match.index + match[0].length;
  }
  pushTrimmed(spans, text, start, text.length);
  return spans.flatMap(windowsOf);
}

const WINDOW_CHARS = 800;
const OVERLAP_CHARS = 200;

/** Splits texts without full stops, so that no expression runs over a whole page. */
function windowsOf(span: Span): Span[] {
  if (span.end - span.start <= WINDOW_CHARS) return [span];
  const windows: Span[] = [];
  for (let start = span.start; start < span.end - OVERLAP_CHARS; start += WINDOW_CHARS - OVERLAP_CHARS)
    windows.push({ start, end: Math.min(span.end, start + WINDOW_CHARS) });
  return windows;
}

const SENTENCE_END =
  /(?:[.!?؟।]+["'»”’)\]]*(?=\s|$)(?<!\b(?:e\.g|i\.e|mr|mrs|dr|no|nr|z\.b|bzw|etc|vs|st|p|s)\.))|[。！？]+["'”’」』）]*|\n+/gu;

function pushTrimmed(spans: Span[], text: string, from: number, to: number): void {
  let [start, end] = [from, to];
  while (start < end && /\s/.test(text[start] ?? '')) start += 1;
  while (end > start && /\s/.test(text[end - 1] ?? '')) end -= 1;
  if (end > start) spans.push({ start, end });
}

/** Spans in order; those that touch or overlap are merged. */
export function mergedSpans(spans: readonly Span[]): Span[] {
  const sorted = [...spans].sort((left, right) => left.start - right.start);
  const merged: Span[] = [];
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && span.start <= last.end) merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  return merged;
}
