import { decodedStretches } from './encoded-text.ts';
import { ordersInEnglish } from './english-rules.ts';
import { type FoldedText, foldText } from './fold-text.ts';
import { FORGED, FORGED_TRIGGER } from './forged-rules.ts';
import { ordersInOtherLanguages } from './language-rules.ts';
import { isReversedInjection, otherReadings, pulledApart } from './reading-views.ts';
import { mergedSpans, type Span, sentenceSpans } from './sentence-spans.ts';

/** What stands in the place of a sentence that was taken out. */
export const REDACTED = '[redacted: instruction-like text]';

export interface Redaction {
  readonly text: string;
  /** How many stretches were taken out. */
  readonly count: number;
}

const MIN_LENGTH = 8;

/**
 * Takes out of a page's text what orders an agent about: sentences that take back its instructions, speak to it, make
 * it leak, hide or remember, in several languages and spellings; forged tool calls, turns, traces and marks. Only the
 * sentence or the structure goes; all else stays as it was, character for character. Texts about prompts, code, mails
 * between people are none of it. `extra`: more expressions (case does not matter) of a profile. Pure; takes time in
 * proportion to the text.
 */
export function redactInjections(original: string, extra: readonly RegExp[] = []): Redaction {
  if (original.length < MIN_LENGTH) return { text: original, count: 0 };
  const spans = [...spansIn(original, 0), ...extra.flatMap((pattern) => matchesOf(original, pattern))];
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

/** A screen with a profile's expressions, compiled once. */
export function createTextScreen(patterns: readonly string[] = []): (text: string) => Redaction {
  const extra = patterns.map((pattern) => new RegExp(pattern, 'giu'));
  return (text) => redactInjections(text, extra);
}

/** Offsets of the original. `depth`: how often a text was decoded to come here. */
function spansIn(original: string, depth: number): Span[] {
  const plain = foldText(original);
  const spans = foldedSpans(plain, original, (sentence) => isOrder(sentence) || ordersInOtherLanguages(sentence));
  if (/[^ -~\n]/.test(plain.text)) {
    const latin = foldText(original, { lookAlikes: true });
    if (latin.text !== plain.text) spans.push(...foldedSpans(latin, original, isOrder));
  }
  if (GLUED.test(original)) spans.push(...gluedSpans(original));
  for (const stretch of depth < 2 ? decodedStretches(original) : []) {
    if (original.slice(stretch.start, stretch.end).trim() !== '' && spansIn(stretch.text, depth + 1).length > 0) spans.push(stretch);
  }
  return spans;
}

/**
 * A sentence that was glued to the word before it (`HelpIgnore all …`), as texts of neighbouring elements often are.
 */
const MAX_GLUED = 100;
const GLUED = /\p{Ll}(?=\p{Lu}\p{Ll})/u;

function gluedSpans(original: string): Span[] {
  return [...original.matchAll(new RegExp(GLUED, 'gu'))].slice(0, MAX_GLUED).flatMap((match) => {
    const start = match.index + match[0].length;
    const [sentence] = sentenceSpans(original.slice(start, start + 600));
    if (sentence === undefined) return [];
    const text = original.slice(start, start + sentence.end);
    return isOrder(foldText(text).text) ? [{ start, end: start + sentence.end }] : [];
  });
}

function foldedSpans(folded: FoldedText, original: string, isOrdering: (sentence: string) => boolean): Span[] {
  const { text, offsets } = folded;
  const spans: Span[] = [...pulledApart(text)];
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
  return spans.map((span) => ({ start: offsets[span.start] ?? 0, end: offsets[span.end] ?? original.length }));
}

const MAX_WRAPPED_LINES = 3;

/**
 * The end of an order that goes over several lines: a line without a full stop, and next lines right below it that
 * begin in small letters, as those of lists and menus rarely do.
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
    if (/[.!?:;。！？]$/.test(joined) || joined.length > 600) return undefined;
  }
  return undefined;
}

function isOrder(sentence: string): boolean {
  if (sentence.length < MIN_LENGTH) return false;
  return ordersInEnglish(sentence) || isReversedInjection(sentence) || otherReadings(sentence).some(ordersInEnglish);
}

function matchesOf(text: string, pattern: RegExp): Span[] {
  return [...text.matchAll(pattern)]
    .filter((match) => match[0] !== '')
    .map((match) => ({ start: match.index, end: match.index + match[0].length }));
}
