/** What may stand before or behind the digits of a number: a currency, a percent sign or, in a field, a unit. */
const CURRENCY = String.raw`(?:[\p{Sc}%‰]|\b[A-Z]{3}\b|\bkr\.?|\bFr\.?|zł)`;
const AROUND = {
  typed: new RegExp(`^${CURRENCY}\\s*|\\s*${CURRENCY}$`, 'gu'),
  shown: /^[\p{L}\p{Sc}%‰°.\s]+(?=[\d.,(\u2212+-])|[\p{L}\p{Sc}%‰°\s]+\.?$/gu,
};
const NEGATIVE = /^[-\u2212]|[-\u2212]$|^\(.*\)$/;
const SIGNS = /^[-+\u2212(]\s*|\s*[-\u2212)]$/g;

/**
 * The numbers as which a text can be read, each in one form: sign, digits, decimal point, without superfluous zeros.
 * Two for `1.234`, none for a text that is not a number. `typed`: `007` is a code; `shown`: a field may add a unit.
 */
export function numberReadings(text: string, origin: 'typed' | 'shown'): string[] {
  const bare = text.normalize('NFKC').trim().replace(AROUND[origin], '').trim();
  const isNegative = NEGATIVE.test(bare);
  const digits = bare.replace(SIGNS, '').replace(/[\s\u2019]/g, "'");
  if (!/^[\d.,'\u066b\u066c]*\d$/.test(digits) || (origin === 'typed' && /^0\d/.test(digits))) return [];
  const found = new Set<string>();
  const at = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  const whole = digits.slice(0, Math.max(at, 0));
  if (at >= 0 && !whole.includes(digits[at]!) && (whole === '' || isGrouped(whole)))
    found.add(canonical(whole, digits.slice(at + 1), isNegative));
  if (isGrouped(digits) && !(at >= 0 && digits.startsWith('0'))) found.add(canonical(digits, '', isNegative));
  return [...found];
}

/** The number that a typed text means: where two readings are possible, that of the locale, else the English one. */
export function numberOf(text: string, locale: string | undefined): string | undefined {
  const readings = numberReadings(text, 'typed');
  const [first, second] = readings;
  if (first === undefined || second === undefined) return first;
  const decimal = new Intl.NumberFormat(locale ?? 'en').formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.';
  return text.includes(decimal) ? first : second;
}

/** The number of decimals that a number has as it is written. */
export function decimalsOf(text: string): number {
  return /[.,](\d+)\D*$/.exec(text)?.[1]?.length ?? 0;
}

/** Digits without separators, or in groups with one kind of separator. */
function isGrouped(text: string): boolean {
  if (/^\d+$/.test(text)) return true;
  const separators = new Set(text.replace(/\d/g, ''));
  return separators.size === 1 && /^\d{1,3}(?:\D\d{2,3})*\D\d{3}$/.test(text);
}

function canonical(whole: string, fraction: string, isNegative: boolean): string {
  const units = whole.replace(/\D/g, '').replace(/^0+(?=\d)/, '') || '0';
  const decimals = fraction.replace(/0+$/, '');
  const number = decimals === '' ? units : `${units}.${decimals}`;
  return isNegative && number !== '0' ? `-${number}` : number;
}
