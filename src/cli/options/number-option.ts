import { RoteError } from '../../contract/index.ts';

interface Range {
  min?: number;
  max?: number;
  /** Only whole numbers. */
  whole?: boolean;
}

/** The number that an option gives, undefined without the option. VALIDATION_FAILED, naming the option and its range, for anything else. */
export function numberOption(flag: string, text: string, range?: Range): number;
export function numberOption(flag: string, text: string | undefined, range?: Range): number | undefined;
export function numberOption(flag: string, text: string | undefined, { min, max, whole = false }: Range = {}): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  const inRange = value >= (min ?? -Infinity) && value <= (max ?? Infinity);
  if (text.trim() !== '' && Number.isFinite(value) && inRange && (!whole || Number.isInteger(value))) return value;
  throw new RoteError('VALIDATION_FAILED', `${flag} takes a ${whole ? 'whole ' : ''}number${rangeText(min, max)}, not "${text}".`);
}

function rangeText(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? '' : ` of at most ${max}`;
}
