import { excerpt } from '../../base/index.ts';
import { MAX_DIRECTIVE_CHARS } from '../../contract/index.ts';
import { BASE_URL } from '../binding/bind-url.ts';
import { matchPattern } from '../schema/patterns/pattern.ts';
import type { Parameter, Playbook } from '../schema/playbook-schema.ts';
import type { BindProblem } from '../schema/problem.ts';
import { didYouMean } from '../schema/suggest.ts';

export type ExtractedParameters =
  | { readonly ok: true; readonly values: Record<string, string> }
  | { readonly ok: false; readonly problems: readonly BindProblem[] };

/**
 * The values of a playbook's parameters: what was given (`--param`), else what the pattern finds in the directive, else
 * the default. Reports all problems at once: a required parameter without a value, a value of the wrong type, a given
 * name that the playbook does not have. `given.base_url` is accepted for every playbook.
 */
export function extractParameters(
  playbook: Playbook,
  directive: string,
  given: Readonly<Record<string, string | number | boolean>> = {},
): ExtractedParameters {
  const values: [string, string][] = [];
  const problems: BindProblem[] = [];
  const known = playbook.parameters.map((parameter) => parameter.name);
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    if (name === BASE_URL) values.push([BASE_URL, String(given[name])]);
    else
      problems.push(
        problem(
          name,
          `the playbook "${playbook.id}" has no parameter "${name}"${didYouMean(name, known)}; it has ${known.join(', ') || 'none'}`,
        ),
      );
  }
  for (const parameter of playbook.parameters) {
    const found = findValue(parameter, directive, given);
    if (found === undefined) {
      if (parameter.required && parameter.name !== BASE_URL) problems.push(problem(parameter.name, missing(parameter)));
      continue;
    }
    if (!found.ok) {
      problems.push(problem(parameter.name, found.reason));
      continue;
    }
    const converted = convertValue(parameter, found.value);
    if (converted.ok) values.push([parameter.name, converted.value]);
    else problems.push(problem(parameter.name, `the value of "${parameter.name}" ${converted.reason}`));
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, values: Object.fromEntries(values) };
}

type Found = { ok: true; value: unknown } | { ok: false; reason: string };

function findValue(parameter: Parameter, directive: string, given: Readonly<Record<string, unknown>>): Found | undefined {
  if (Object.hasOwn(given, parameter.name)) return { ok: true, value: given[parameter.name] };
  if (parameter.pattern !== undefined) {
    const match = matchPattern(parameter.pattern, directive.slice(0, MAX_DIRECTIVE_CHARS));
    if (match.kind === 'match') return { ok: true, value: match.value };
    if (match.kind === 'slow') {
      return {
        ok: false,
        reason: `the pattern of "${parameter.name}" took longer than ${match.limitMs} ms on this directive; simplify it, or give the value with --param ${parameter.name}=…`,
      };
    }
  }
  return parameter.default === undefined ? undefined : { ok: true, value: parameter.default };
}

function missing(parameter: Parameter): string {
  const about = parameter.description === '' ? '' : ` (${parameter.description})`;
  const searched = parameter.pattern === undefined ? '' : `nothing in the directive matches ${parameter.pattern}; `;
  return `the parameter "${parameter.name}"${about} has no value: ${searched}give it with --param ${parameter.name}=…`;
}

function problem(name: string, message: string): BindProblem {
  return { message, path: `parameters.${name}`, name };
}

const MAX_VALUE_CHARS = 10_000;
const MAX_SELECTOR_TEXT_CHARS = 500;

/** Converts a value to its type: int in plain digits, selector_text on one line. `reason` follows the value's name. */
export function convertValue(
  parameter: Pick<Parameter, 'name' | 'type'>,
  value: unknown,
): { ok: true; value: string } | { ok: false; reason: string } {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return { ok: false, reason: 'is not a string' };
  const text = String(value).toWellFormed();
  if (text.length > MAX_VALUE_CHARS) return { ok: false, reason: `has ${text.length} characters; at most ${MAX_VALUE_CHARS} are allowed` };
  if (parameter.type === 'int') {
    const digits = /^\s*\+?(-?)0*(\d+)\s*$/.exec(text);
    if (digits === null) return { ok: false, reason: `must be a whole number, not "${excerpt(text, 60)}"` };
    const number = Number(`${digits[1]}${digits[2]}`);
    if (!Number.isSafeInteger(number)) return { ok: false, reason: `is too big for a whole number: ${excerpt(text, 60)}` };
    return { ok: true, value: String(number === 0 ? 0 : number) };
  }
  if (parameter.type === 'selector_text') {
    const folded = text.replace(/\s+/g, ' ').trim();
    if (folded === '') return { ok: false, reason: 'is empty' };
    if (folded.length > MAX_SELECTOR_TEXT_CHARS)
      return { ok: false, reason: `has ${folded.length} characters; at most ${MAX_SELECTOR_TEXT_CHARS} are allowed` };
    return { ok: true, value: folded };
  }
  return { ok: true, value: text };
}
