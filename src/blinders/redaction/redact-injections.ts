import { decodedSections } from './encoded-text.ts';
import { ordersInEnglish } from './english-rules.ts';
import { asLatin, type FoldedText, foldText } from './fold-text.ts';
import { FORGED, FORGED_TRIGGER } from './forged-rules.ts';
import { imitations } from './imitations/imitations.ts';
import { ordersInOtherLanguages } from './language-rules.ts';
import { addressesReader } from './reader-rules.ts';
import { isDisguisedOrder, isReversedInjection, otherReadings, spacedOutInjections } from './reading-views.ts';
import { mergedSpans, type Span, sentenceSpans } from './sentence-spans.ts';

/** Replaces a sentence that was removed. */
export const REDACTED = '[redacted: instruction-like text]';

/** Nested encodings are decoded at most this many times. */
const MAX_DECODINGS = 2;

export interface Redaction {
  readonly text: string;
  /** The number of sections removed. */
  readonly count: number;
}

/**
 * Who wrote a text. Sentences of Rote quote a page, and name elements and steps as only a forgery would in the text of a page.
 */
export type TextSource = 'page' | 'rote';

const MIN_CHARS = 8;

/**
 * Removes from a page's text what gives orders to an agent: sentences that revoke its instructions, address it, or make
 * it leak, hide or remember something, in several languages and spellings; forged tool calls, turns, reasoning and
 * marks. Removes only the sentence or structure and keeps everything else, character for character. Keeps texts about
 * prompts, code, and mail between people. `extra`: more expressions, from a profile. Pure; takes time proportional to
 * the length of the text.
 */
export function redactInjections(original: string, extra: readonly RegExp[] = [], source: TextSource = 'page'): Redaction {
  if (original.length < MIN_CHARS) return { text: original, count: 0 };
  const spans = [...spansIn(original, 0, source), ...extra.flatMap((pattern) => matchesOf(original, pattern))];
  if (spans.length === 0) return { text: original, count: 0 };
  const merged = mergedSpans(spans);
  let text = '';
  let end = 0;
  for (const span of merged) {
    text += original.slice(end, span.start) + REDACTED;
    end = span.end;
  }
  return { text: text + original.slice(end), count: merged.length };
}

/** `redactInjections` with a profile's expressions, which ignore case and are compiled once. */
export function createTextScreen(patterns: readonly string[] = []): (text: string, source?: TextSource) => Redaction {
  const extra = patterns.map((pattern) => new RegExp(pattern, 'giu'));
  return (text, source) => redactInjections(text, extra, source);
}

/** Offsets refer to the original. `depth`: how many times the text was decoded. */
function spansIn(original: string, depth: number, source: TextSource): Span[] {
  const plain = foldText(original);
  const spans = foldedSpans(plain, original, (sentence) => isOrder(sentence) || ordersInOtherLanguages(sentence), source);
  if (/[^ -~\n]/.test(plain.text)) {
    const latin = asLatin(plain);
    for (const part of differingParts(latin, plain)) spans.push(...foldedSpans(part, original, isOrder, source));
  }
  if (GLUED.test(original)) spans.push(...gluedSpans(original));
  for (const section of depth < MAX_DECODINGS ? decodedSections(original) : []) {
    if (original.slice(section.start, section.end).trim() !== '' && spansIn(section.text, depth + 1, 'page').length > 0)
      spans.push(section);
  }
  return spans;
}

/** Lines around one that differs, since a structure may run over several. */
const LINES_AROUND = 3;

/** The parts of a text in which another reading of it differs, with some lines around them. */
function differingParts(reading: FoldedText, plain: FoldedText): FoldedText[] {
  if (reading.text === plain.text) return [];
  const lines: Span[] = [];
  for (let start = 0; start < reading.text.length; ) {
    const newline = reading.text.indexOf('\n', start);
    const end = newline < 0 ? reading.text.length : newline + 1;
    lines.push({ start, end });
    start = end;
  }
  const around = lines.flatMap(({ start, end }, index): Span[] => {
    if (reading.text.slice(start, end) === plain.text.slice(start, end)) return [];
    const first = lines[Math.max(0, index - LINES_AROUND)]?.start ?? start;
    return [{ start: first, end: lines[Math.min(lines.length - 1, index + LINES_AROUND)]?.end ?? end }];
  });
  return mergedSpans(around).map(({ start, end }) => ({
    text: reading.text.slice(start, end),
    offsets: reading.offsets.subarray(start, end + 1),
  }));
}

const MAX_GLUED_SENTENCES = 100;
const MAX_GLUED_CHARS = 600;
/** A sentence without a space before it (`HelpIgnore all …`), as in texts of adjacent elements. */
const GLUED = /\p{Ll}(?=\p{Lu}\p{Ll})/u;

function gluedSpans(original: string): Span[] {
  return [...original.matchAll(new RegExp(GLUED, 'gu'))].slice(0, MAX_GLUED_SENTENCES).flatMap((match) => {
    const start = match.index + match[0].length;
    const [sentence] = sentenceSpans(original.slice(start, start + MAX_GLUED_CHARS));
    if (sentence === undefined) return [];
    const text = original.slice(start, start + sentence.end);
    return isOrder(foldText(text).text) ? [{ start, end: start + sentence.end }] : [];
  });
}

function foldedSpans(folded: FoldedText, original: string, isOrdering: (sentence: string) => boolean, source: TextSource): Span[] {
  const { text, offsets } = folded;
  const spans: Span[] = [...spacedOutInjections(text)];
  const sentences = sentenceSpans(text);
  const isFound = sentences.map((span) => isOrdering(text.slice(span.start, span.end)));
  for (const [index, span] of sentences.entries()) {
    if (isFound[index] === true) spans.push(span);
    else {
      const end = wrappedEnd(sentences, index, text, (at) => original.charAt(offsets[at] ?? 0), isFound, isOrdering);
      if (end !== undefined) spans.push({ start: span.start, end });
    }
  }
  if (FORGED_TRIGGER.test(text)) for (const pattern of FORGED) spans.push(...matchesOf(text, pattern));
  if (source === 'page') spans.push(...imitations(text));
  return spans.map((span) => ({ start: offsets[span.start] ?? 0, end: offsets[span.end] ?? original.length }));
}

const MAX_WRAPPED_LINES = 3;
const MAX_WRAPPED_CHARS = 600;

/**
 * The end of an order that is wrapped over several lines: a line without a full stop, then lines that begin in lower
 * case, as the entries of lists and menus rarely do.
 */
function wrappedEnd(
  sentences: readonly Span[],
  index: number,
  text: string,
  originalAt: (at: number) => string,
  isFound: readonly boolean[],
  isOrdering: (sentence: string) => boolean,
): number | undefined {
  let joined = '';
  for (let line = index; line < Math.min(sentences.length, index + MAX_WRAPPED_LINES); line += 1) {
    const span = sentences[line];
    if (span === undefined || isFound[line] === true) return undefined;
    if (line > index && !/[\p{Ll}(]/u.test(originalAt(span.start))) return undefined;
    const gap = line > index ? text.slice(sentences[line - 1]?.end, span.start) : '\n';
    if (gap.split('\n').length !== 2) return undefined;
    joined += `${joined === '' ? '' : ' '}${text.slice(span.start, span.end)}`;
    if (line > index && isOrdering(joined)) return span.end;
    if (/[.!?:;。！？]$/.test(joined) || joined.length > MAX_WRAPPED_CHARS) return undefined;
  }
  return undefined;
}

function isOrder(sentence: string): boolean {
  if (sentence.length < MIN_CHARS) return false;
  return (
    isOrderAsRead(sentence) || isReversedInjection(sentence) || isDisguisedOrder(sentence) || otherReadings(sentence).some(isOrderAsRead)
  );
}

const isOrderAsRead = (sentence: string): boolean => ordersInEnglish(sentence) || addressesReader(sentence);

function matchesOf(text: string, pattern: RegExp): Span[] {
  return [...text.matchAll(pattern)]
    .filter((match) => match[0] !== '')
    .map((match) => ({ start: match.index, end: match.index + match[0].length }));
}
