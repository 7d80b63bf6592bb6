import type { z } from 'zod';
import { valueAt } from '../../base/index.ts';
import { didYouMean } from '../../playbook/index.ts';
import { knownKeys } from './known-keys.ts';

type Issue = z.core.$ZodIssue;
type Path = (string | number)[];

/** Something that the schema refuses, in words. `atKey`: the key itself is the problem. */
export interface SuiteFinding {
  path: Path;
  message: string;
  atKey: boolean;
}

/** Turns zod's issues into sentences for the author of the suite. */
export function suiteFindings(issues: readonly Issue[], schema: unknown, value: unknown, base: Path = []): SuiteFinding[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(schema, path, value);
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(path, key, known, value), atKey: true }));
    }
    const branch = issue.code === 'invalid_union' ? likelyBranch(issue.errors) : undefined;
    if (branch !== undefined) return suiteFindings(branch, schema, value, path);
    return [{ path, message: sentence(issue, path, valueAt(value, path)), atKey: false }];
  });
}

/** The branch of a union that the author probably meant: it accepts the value's type and has the fewest issues. */
function likelyBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const possible = branches.filter((issues) => issues.every((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys'));
  const inner = possible.length > 0 ? possible : branches.filter((issues) => issues.some((issue) => issue.code === 'invalid_union'));
  return inner.toSorted((one, other) => one.length - other.length)[0];
}

function unknownKey(path: Path, key: string, known: readonly string[], value: unknown): string {
  const where = path.length === 0 ? 'a suite' : name(path);
  const hint = didYouMean(key, known);
  if (/^\{?\s*[\w.]+$/.test(key) && valueAt(value, [...path, key]) === null)
    return `${where} has no key "${key}"${hint}; if you mean a placeholder, put quotes around it`;
  return `${where} has no key "${key}"${hint}${known.length === 0 ? '' : `; it has ${known.join(', ')}`}`;
}

function sentence(issue: Issue, path: Path, found: unknown): string {
  const what = name(path);
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) {
    return found === undefined ? `${what} is missing: it gives the kind` : `${what} cannot be ${described(found)}`;
  }
  if (found === undefined) return `${what} is missing`;
  if (issue.code === 'invalid_type')
    return `${what} must be ${EXPECTED[issue.expected] ?? `a ${issue.expected}`}, not ${described(found)}${quoteHint(found)}`;
  if (issue.code === 'invalid_value' && issue.values.length > 1) {
    const known = issue.values.map(String);
    return `${what} must be one of ${known.join(', ')}, not ${described(found)}${typeof found === 'string' ? didYouMean(found, known) : ''}`;
  }
  if (issue.code === 'invalid_value') return `${what} must be ${issue.values.map(String).join(' or ')}, not ${described(found)}`;
  if (issue.code === 'too_small' && issue.message.startsWith('Too small')) {
    return issue.origin === 'string' || issue.origin === 'array'
      ? `${what} is empty`
      : `${what} is too small: at least ${String(issue.minimum)}`;
  }
  if (issue.code === 'too_big') return `${what} is too big: at most ${String(issue.maximum)}`;
  if (issue.code === 'invalid_union') return `${what} is ${described(found)}, which is not allowed there${quoteHint(found)}`;
  return `${what} ${issue.message}`;
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a string',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  int: 'a whole number',
  boolean: 'true or false',
};

/** `cases.0.expect.check` as `expect.check`: the line number already identifies the case. */
function name(path: Path): string {
  if (path.length === 0) return 'a suite';
  const inCase = path[0] === 'cases' && path.length > 1;
  if (inCase && path.length === 2) return 'a case';
  return (inCase ? path.slice(2) : path).join('.');
}

function described(found: unknown): string {
  if (found === null) return 'nothing';
  if (Array.isArray(found)) return 'a list';
  if (typeof found === 'object') return 'a mapping';
  return typeof found === 'string' ? `"${found.slice(0, 60)}"` : String(found);
}

/** Hints at common mistakes: a number where a string is needed, and an unquoted placeholder, which YAML takes for a mapping. */
function quoteHint(found: unknown): string {
  if (typeof found === 'number' || typeof found === 'boolean') return `; put quotes around it if you mean a string: '${found}'`;
  const [key] = found !== null && typeof found === 'object' && !Array.isArray(found) ? Object.keys(found) : [];
  return key?.startsWith('{') || key?.startsWith('[object') ? '; put quotes around a placeholder' : '';
}
