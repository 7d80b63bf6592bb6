import { dateReadings } from './date-text.ts';
import { monthNumber } from './month-names.ts';

const TIME = /^(\d{1,2})(?:[:.h](\d{2}))?(?::(\d{2}))?\s*(?:([ap])\.?\s?m\.?|uhr|h)?$/i;
const DATE_AND_TIME = /^(.*?\d)(?:T|,?\s+(?:at\s+|um\s+)?)(\d{1,2}(?:[:.h]\d{2}|\s*[ap]\.?m).*)$/i;

/** The time of day that a text means, as `14:30` or `14:30:15`; undefined if it is not one. */
export function timeOf(text: string): string | undefined {
  const found = TIME.exec(text.normalize('NFKC').trim());
  if (found === null) return undefined;
  const [whole, hours = '', minutes, seconds, half] = found;
  if (minutes === undefined && !/\D/.test(whole)) return undefined;
  if (half !== undefined && (Number(hours) < 1 || Number(hours) > 12)) return undefined;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  if (hour > 23 || Number(minutes ?? 0) > 59 || Number(seconds ?? 0) > 59) return undefined;
  const time = `${String(hour).padStart(2, '0')}:${minutes ?? '00'}`;
  return seconds === undefined || seconds === '00' ? time : `${time}:${seconds}`;
}

/** A date and a time, as `2026-12-31T14:30`. */
export function dateTimeReadings(text: string, locale: string | undefined): string[] {
  const [, date = '', clock = ''] = DATE_AND_TIME.exec(text.normalize('NFKC').trim()) ?? [];
  const time = timeOf(clock);
  return time === undefined ? [] : dateReadings(date, locale).map((day) => `${day}T${time}`);
}

/** The month of a year that a text means, as `2026-12`. */
export function monthOf(text: string, locale: string | undefined): string | undefined {
  const written = text.normalize('NFKC').trim();
  const [, year, month] = /^(\d{4})[-/.\s年년]+(\d{1,2})[月월]?$/u.exec(written) ?? [];
  const [, monthFirst, yearLast] = /^(\d{1,2})\s?[-/.]\s?(\d{4})$/.exec(written) ?? [];
  const [, name, ofYear] = /^(\p{L}+)\.?,?[\s-]+(?:de\s+)?(\d{4})$/u.exec(written) ?? [];
  const number = Number(month ?? monthFirst ?? monthNumber(name, locale) ?? 0);
  return number < 1 || number > 12 ? undefined : `${year ?? yearLast ?? ofYear}-${String(number).padStart(2, '0')}`;
}

/** The ISO week that a text means, as `2026-W53`. */
export function weekOf(text: string): string | undefined {
  const written = text.normalize('NFKC').trim();
  const [, year, week] = /^(\d{4})-?\s?W(\d{1,2})$/i.exec(written) ?? [];
  const [, weekFirst, yearLast] = /^(?:\p{L}{1,7}\.?\s?)?(\d{1,2})[\s,/.-]+(\d{4})$/u.exec(written) ?? [];
  const number = Number(week ?? weekFirst ?? 0);
  const ofYear = Number(year ?? yearLast ?? 0);
  return number < 1 || number > weeksIn(ofYear) ? undefined : `${ofYear}-W${String(number).padStart(2, '0')}`;
}

/** A year has 53 weeks if it begins on a Thursday, or on a Wednesday in a leap year. */
function weeksIn(year: number): number {
  const first = new Date(Date.UTC(year, 0, 1)).getUTCDay();
  const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return first === 4 || (first === 3 && isLeap) ? 53 : 52;
}
