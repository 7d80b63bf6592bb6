import { monthNumber } from './month-names.ts';

const YEAR_FIRST = /^(\d{4})[-/.\s年년]+(\d{1,2})[-/.\s月월]+(\d{1,2})[.\s日일]*$/u;
const YEAR_LAST = /^(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})$/;
const DAY_NAME_YEAR = /^(\d{1,2})(?:\.|st|nd|rd|th)?[\s-]+(?:de\s+)?(\p{L}+)\.?,?[\s-]+(?:de\s+)?(\d{4})$/u;
const NAME_DAY_YEAR = /^(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/u;

/**
 * The dates as which a text can be read, as `2026-12-31`. Two for `01/02/2026`, unless the locale decides; none for a
 * text that is not a date, and for a day that does not exist.
 */
export function dateReadings(text: string, locale: string | undefined): string[] {
  const written = text.normalize('NFKC').trim();
  const iso = YEAR_FIRST.exec(written);
  if (iso) return existing([[iso[1], iso[2], iso[3]]]);
  const numeric = YEAR_LAST.exec(written);
  if (numeric) return yearLast(numeric, locale);
  const [, day, name, year] = DAY_NAME_YEAR.exec(written) ?? [];
  const named = NAME_DAY_YEAR.exec(written);
  const month = monthNumber(name ?? named?.[1], locale);
  return month === undefined ? [] : existing([[year ?? named?.[3], String(month), day ?? named?.[2]]]);
}

/** With dots, the day comes first everywhere. Otherwise the locale decides, unless only one order gives a date. */
function yearLast([, first, separator, second, year]: RegExpExecArray, locale: string | undefined): string[] {
  const dayFirst = existing([[year, second, first]]);
  if (separator === '.') return dayFirst;
  const monthFirst = existing([[year, first, second]]);
  if (locale === undefined) return [...new Set([...dayFirst, ...monthFirst])];
  const [preferred, other] = startsWithDay(locale) ? [dayFirst, monthFirst] : [monthFirst, dayFirst];
  return preferred.length > 0 ? preferred : other;
}

function startsWithDay(locale: string): boolean {
  const order = new Intl.DateTimeFormat(locale).formatToParts(0).map(({ type }) => type);
  return order.indexOf('day') < order.indexOf('month');
}

function existing(dates: [string | undefined, string | undefined, string | undefined][]): string[] {
  return dates.flatMap((parts) => {
    const [year = 0, month = 0, day = 0] = parts.map(Number);
    const date = new Date(Date.UTC(year, month - 1, day));
    const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
    return exists ? [date.toISOString().slice(0, 10)] : [];
  });
}
