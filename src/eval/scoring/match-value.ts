import { isDeepStrictEqual } from 'node:util';
import { excerpt } from '../../base/index.ts';
import { asList, type Matcher } from '../suite/matcher-schema.ts';

/** What a value is not that it should be, one sentence each; empty: it is right. `value` undefined: there is nothing. */
export function matchValue(matcher: Matcher, value: unknown): string[] {
  if (matcher.exists === false) return value === undefined ? [] : [`there should be nothing, and there is ${shown(value)}`];
  const asked = Object.values(matcher).some((one) => one !== undefined);
  if (value === undefined) return asked ? ['there is nothing there'] : [];
  const problems: string[] = [];
  const unless = (right: boolean, message: string) => {
    if (!right) problems.push(message);
  };
  if (matcher.equals !== undefined) unless(same(value, matcher.equals), `it is ${shown(value)}, not ${shown(matcher.equals)}`);
  if (matcher.not_equals !== undefined) unless(!same(value, matcher.not_equals), `it is ${shown(value)}, which it should not be`);
  for (const part of asList(matcher.contains)) unless(contains(value, part), `it does not contain "${part}": it is ${shown(value)}`);
  for (const part of asList(matcher.not_contains)) unless(!contains(value, part), `it contains "${part}": it is ${shown(value)}`);
  if (matcher.matches !== undefined)
    unless(new RegExp(matcher.matches, 'u').test(textOf(value)), `it does not match /${matcher.matches}/: it is ${shown(value)}`);
  if (matcher.at_least !== undefined)
    unless(numberOf(value) >= matcher.at_least, `it is ${shown(value)}, and should be at least ${matcher.at_least}`);
  if (matcher.at_most !== undefined)
    unless(numberOf(value) <= matcher.at_most, `it is ${shown(value)}, and should be at most ${matcher.at_most}`);
  return problems;
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A value in a sentence. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
  return excerpt(text, 160);
}

/** `"42"` equals 42, because YAML and JSON interfaces differ in what they quote. */
function same(value: unknown, wanted: unknown): boolean {
  if (isDeepStrictEqual(value, wanted)) return true;
  const scalar = (one: unknown) => typeof one === 'string' || typeof one === 'number';
  return scalar(value) && scalar(wanted) && String(value) === String(wanted);
}

function contains(value: unknown, part: string): boolean {
  return Array.isArray(value) ? value.some((member) => textOf(member).includes(part)) : textOf(value).includes(part);
}

/** Of a list its length; NaN, which is neither more nor less, for what is no number. */
function numberOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}
