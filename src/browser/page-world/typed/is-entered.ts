import { comparable } from '../text/comparable.ts';
import { dateReadings } from './date-text.ts';
import { numberOf, numberReadings } from './number-text.ts';
import { timeOf } from './time-text.ts';

export interface Comparison {
  /** Of the playbook: how numbers and dates are read. */
  locale?: string | undefined;
  /** Every character counts, as in a password. */
  isExact?: boolean | undefined;
}

/** What a field may add or omit without a change of meaning. Other signs (`@`, `#`, `&`, `=`) count. */
const SEPARATORS = /[\s\p{Z}\p{Cf}\p{Sc}\p{Pd}\p{Pi}\p{Pf}.,:;'"`´()[\]_/+%·•\u2212]/gu;
/** Longer texts are no number, date or time. */
const MAX_MEANING_CHARS = 60;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** The characters of a text that must arrive in a field, in order; case does not count. */
const essence = (text: string): string => text.normalize('NFKC').toUpperCase().toLowerCase().replace(SEPARATORS, '');

/**
 * Whether a field that shows `value` holds what was typed: the same number, date or time, or else the same letters and
 * digits in order, where case, blanks and separators do not count.
 */
export function isEntered(typed: string, value: string, { locale, isExact }: Comparison = {}): boolean {
  const [wanted, found] = [unified(typed), unified(value)];
  if (wanted === found) return true;
  if (isExact === true) return false;
  if (wanted.trim() === '') return isBlank(found) || numberReadings(found, 'shown').includes('0');
  if (found.trim() === '') return false;
  const meaning = sameMeaning(wanted, found, locale);
  if (meaning !== undefined) return meaning;
  if (!LETTER_OR_DIGIT.test(wanted)) return comparable(wanted) === comparable(found);
  return essence(wanted) === essence(found);
}

/**
 * Whether a value that is no longer what was typed says something else: another number or date, or only a part of the
 * text. An application that completes or translates a value (`Ber` to `Berlin`) does not.
 */
export function saysOtherwise(typed: string, value: string, { locale }: Comparison = {}): boolean {
  const meaning = sameMeaning(unified(typed), unified(value), locale);
  if (meaning !== undefined) return !meaning;
  return essence(value) !== essence(typed) && isPartOf(value, typed);
}

/** Whether the letters and digits of a value are among those of a text, without a gap. */
export const isPartOf = (value: string, text: string): boolean => essence(text).includes(essence(value));

/** Whether a field is empty; an empty mask such as `__.__.____` is. */
export const isBlank = (value: string): boolean => !LETTER_OR_DIGIT.test(value);

const unified = (text: string): string => text.replace(/\r\n?/g, '\n').normalize('NFC');

/** undefined if the two cannot be read as numbers, dates or times. */
function sameMeaning(typed: string, value: string, locale: string | undefined): boolean | undefined {
  if (typed.length > MAX_MEANING_CHARS || value.length > MAX_MEANING_CHARS) return undefined;
  const number = numberOf(typed, locale);
  const numbers = number === undefined ? [] : numberReadings(value, 'shown');
  if (number !== undefined && numbers.length > 0) return numbers.includes(number);
  const dates = dateReadings(typed, locale);
  const shown = dates.length === 0 ? [] : dateReadings(value, undefined);
  if (shown.length > 0) return shown.some((date) => dates.includes(date));
  const [time, clock] = [timeOf(typed), timeOf(value)];
  return time === undefined || clock === undefined ? undefined : time === clock;
}
