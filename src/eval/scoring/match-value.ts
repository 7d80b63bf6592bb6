import { isDeepStrictEqual } from 'node:util';
import { excerpt } from '../../base/index.ts';
import { containsText } from '../../browser/index.ts';
import { asList, type Matcher } from '../suite/matcher-schema.ts';

/** The differences of a value from what is expected, one sentence each; empty when it matches. `value` is undefined when there is none. */
export function matchValue(matcher: Matcher, value: unknown): string[] {
  if (matcher.exists === false) return value === undefined ? [] : [`there should be no value, but there is ${shown(value)}`];
  const expectsValue = Object.values(matcher).some((expected) => expected !== undefined);
  if (value === undefined) return expectsValue ? ['there is no value'] : [];
  const problems: string[] = [];
  const require = (holds: boolean, message: string) => {
    if (!holds) problems.push(message);
  };
  if (matcher.equals !== undefined) require(same(value, matcher.equals), `it is ${shown(value)}, not ${shown(matcher.equals)}`);
  if (matcher.not_equals !== undefined) require(!same(value, matcher.not_equals), `it is ${shown(value)}, which it should not be`);
  for (const part of asList(matcher.contains)) require(contains(value, part), `it does not contain "${part}": it is ${shown(value)}`);
  for (const part of asList(matcher.not_contains)) require(!contains(value, part), `it contains "${part}": it is ${shown(value)}`);
  if (matcher.matches !== undefined)
    require(new RegExp(matcher.matches, 'u').test(textOf(value)), `it does not match /${matcher.matches}/: it is ${shown(value)}`);
  if (matcher.at_least !== undefined)
    require(numberOf(value) >= matcher.at_least, `it is ${shown(value)}, but should be at least ${matcher.at_least}`);
  if (matcher.at_most !== undefined)
    require(numberOf(value) <= matcher.at_most, `it is ${shown(value)}, but should be at most ${matcher.at_most}`);
  return problems;
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A value as it appears in a message. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
  return excerpt(text, 160);
}

/** `"42"` equals 42, because YAML files and JSON APIs differ in what they quote. */
function same(value: unknown, wanted: unknown): boolean {
  if (isDeepStrictEqual(value, wanted)) return true;
  const scalar = (one: unknown) => typeof one === 'string' || typeof one === 'number';
  return scalar(value) && scalar(wanted) && String(value) === String(wanted);
}

function contains(value: unknown, part: string): boolean {
  return Array.isArray(value) ? value.some((member) => containsText(textOf(member), part)) : containsText(textOf(value), part);
}

/** The length of a list; NaN for what is not a number, which no limit holds for. */
function numberOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}
