import { dateReadings } from './date-text.ts';
import { numberOf, numberReadings } from './number-text.ts';
import { dateTimeReadings, monthOf, timeOf, weekOf } from './time-text.ts';

/** How a field with a picker of the browser takes a text. Any other value would empty it or be refused. */
interface NativeType {
  /** The values as which the text can be read: none if it cannot, several if locales differ. */
  readonly read: (text: string, locale: string | undefined) => readonly string[];
  /** With its article, for messages. */
  readonly noun: string;
  readonly example: string;
}

const one = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);

const numeric: NativeType = {
  read: (text, locale) => one(numberOf(text, locale) ?? numberReadings(text, 'shown')[0]),
  noun: 'a number',
  example: '1234.5',
};

const NATIVE_TYPES: Readonly<Record<string, NativeType>> = {
  date: { read: dateReadings, noun: 'a date', example: '2026-12-31' },
  time: { read: (text) => one(timeOf(text)), noun: 'a time', example: '14:30' },
  'datetime-local': { read: dateTimeReadings, noun: 'a date and time', example: '2026-12-31 14:30' },
  month: { read: (text, locale) => one(monthOf(text, locale)), noun: 'a month', example: '2026-12' },
  week: { read: (text) => one(weekOf(text)), noun: 'a week', example: '2026-W53' },
  number: numeric,
  range: numeric,
  color: { read: (text) => (/^#[\da-f]{6}$/i.test(text.trim()) ? [text.trim().toLowerCase()] : []), noun: 'a colour', example: '#ff0000' },
};

/** undefined for a field that takes any text. */
export function nativeType(inputType: string): NativeType | undefined {
  return Object.hasOwn(NATIVE_TYPES, inputType) ? NATIVE_TYPES[inputType] : undefined;
}
