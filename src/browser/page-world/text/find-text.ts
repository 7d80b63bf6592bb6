import type { TextMatch } from '../../../contract/index.ts';
import { visibleCharacters } from './comparable.ts';

export interface FoundText {
  found: boolean;
  /** What contains the text, if only something longer does, for example `unpaid`: lower case, at most 60 characters. */
  within?: string;
}

const MAX_WITHIN = 60;

const LETTER = /\p{L}/u;
const DIGIT = /\p{N}/u;
/** A word goes on with these. */
const WORD = /[\p{L}\p{N}\p{M}_]/u;
/** Scripts that do not mark where a word ends. */
const NO_WORD_ENDS = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
const HYPHEN = /[-\u2010\u2011]/;
const SIGN = /[-+\u2010-\u2014\u2212\u00b1]/;
/** Stands for a space that holds the groups of a number together, and counts as a space everywhere else. */
const GROUP = '\ue000';
const NUMBER_GROUPS = /(?<=\p{N})[\u00a0\u2009\u202f](?=\p{N})/gu;
/** Between two digits, these make one number, date or code of them. */
const SEPARATOR = new RegExp(`[.,:/'\\u2019\\u00b7\\u066b\\u066c\\u2010-\\u2014\\u2212${GROUP}-]`);

/**
 * Looks for `wanted` in the text of a page, in which line feeds and tabs separate blocks and cells. A text without a
 * visible character is never found: it would be found everywhere.
 */
export function findText(page: string, wanted: string, match: TextMatch): FoundText {
  const needle = plain(fold(wanted));
  if (needle === '') return { found: false };
  if (match === 'exact') return isWholeLine(page, needle);
  const marked = fold(page);
  const text = plain(marked);
  let within: string | undefined;
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    const end = at + needle.length;
    if (match === 'part' || (!goesOnBefore(marked, at, needle) && !goesOnAfter(marked, end, needle))) return { found: true };
    within ??= wordAround(text, at, end);
  }
  return within === undefined ? { found: false } : { found: false, within };
}

function isWholeLine(page: string, needle: string): FoundText {
  let within: string | undefined;
  for (const line of page.split(/[\n\t]/)) {
    const text = plain(fold(line));
    if (text === needle) return { found: true };
    if (text.includes(needle)) within ??= shortened(text);
  }
  return within === undefined ? { found: false } : { found: false, within };
}

const fold = (text: string): string => visibleCharacters(text.replace(NUMBER_GROUPS, GROUP)).replace(/\s+/gu, ' ').trim().toLowerCase();
const plain = (marked: string): string => marked.replaceAll(GROUP, ' ');

function goesOnBefore(text: string, at: number, needle: string): boolean {
  const edge = characterAt(needle, 0);
  const next = characterBefore(text, at);
  const further = characterBefore(text, at - next.length);
  const isSigned = DIGIT.test(edge) && SIGN.test(next) && !LETTER.test(further) && !DIGIT.test(further);
  return isSigned || goesOn(edge, next, further);
}

function goesOnAfter(text: string, end: number, needle: string): boolean {
  const next = characterAt(text, end);
  return goesOn(characterBefore(needle, needle.length), next, characterAt(text, end + next.length));
}

/** Whether a word that ends with `edge` continues with `next` and then `further`; '' where the text ends. */
function goesOn(edge: string, next: string, further: string): boolean {
  if (!(LETTER.test(edge) || DIGIT.test(edge)) || NO_WORD_ENDS.test(edge) || NO_WORD_ENDS.test(next)) return false;
  if (WORD.test(next)) return true;
  return LETTER.test(edge) ? HYPHEN.test(next) && LETTER.test(further) : SEPARATOR.test(next) && DIGIT.test(further);
}

function wordAround(text: string, at: number, end: number): string {
  const from = text.lastIndexOf(' ', at - 1) + 1;
  const to = text.indexOf(' ', end);
  return shortened(text.slice(from, to < 0 ? text.length : to));
}

const shortened = (text: string): string => (text.length <= MAX_WITHIN ? text : `${text.slice(0, MAX_WITHIN)}…`);

/** '' outside of the text. */
function characterAt(text: string, at: number): string {
  const point = text.codePointAt(at);
  return point === undefined ? '' : String.fromCodePoint(point);
}

function characterBefore(text: string, end: number): string {
  if (end < 1) return '';
  const isPair = /[\udc00-\udfff]/.test(text[end - 1] ?? '') && end > 1;
  return text.slice(end - (isPair ? 2 : 1), end);
}
