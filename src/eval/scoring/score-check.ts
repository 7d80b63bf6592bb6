import { createHash } from 'node:crypto';
import type { CheckObservation } from '../records/trial-record.ts';
import type { Check } from '../suite/check-schema.ts';
import { MATCHER_KEYS } from '../suite/matcher-schema.ts';
import { matchValue } from './match-value.ts';

const EXPECTED_KEYS: ReadonlySet<string> = new Set([
  ...MATCHER_KEYS,
  'expect_status',
  'expect_exit_code',
  'within_ms',
  'min_bytes',
  'timeout_ms',
]);

/**
 * Identifies a check's question without its expected answer. For a page, the two are one, since the expectation is what the page is searched for. Only
 * the names of headers count, because their values may be secrets, which are not stored.
 */
export function checkKey(check: Check): string {
  const asked = Object.entries(check)
    .filter(([key]) => check.kind === 'page' || !EXPECTED_KEYS.has(key))
    .map(([key, value]) => [key, key === 'headers' ? Object.keys(value as object).sort() : value] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex').slice(0, 16);
}

/** The problems of an observation, one sentence each; empty when the check holds. The check's placeholders must be filled. */
export function scoreCheck(check: Check, found: CheckObservation | undefined): string[] {
  if (found === undefined) return [`${nameOf(check)}: the trial did not make this check; run it again`];
  return problemsOf(check, found).map((problem) => `${nameOf(check)}: ${problem}`);
}

function problemsOf(check: Check, found: CheckObservation): string[] {
  switch (check.kind) {
    case 'page':
      return found.holds === true ? [] : [found.reason ?? 'the page does not show what is expected'];
    case 'download':
      return downloadProblems(check, found);
    case 'http':
    case 'command': {
      const wrong = check.kind === 'http' ? wrongStatus(check.expect_status, found) : wrongExit(check.expect_exit_code, found);
      if (wrong !== undefined) return [wrong];
      return matchValue(matcherOf(check), found.value).map((problem) => withNotes(problem, found));
    }
  }
}

function downloadProblems(check: Extract<Check, { kind: 'download' }>, found: CheckObservation): string[] {
  if (found.bytes === undefined) return [found.reason ?? 'there is no such file'];
  const { contains, not_contains, matches } = check;
  const tooSmall =
    check.min_bytes !== undefined && found.bytes < check.min_bytes
      ? [`the file has ${found.bytes} bytes, but should have at least ${check.min_bytes}`]
      : [];
  return [...tooSmall, ...matchValue({ contains, not_contains, matches }, found.value).map((problem) => withNotes(problem, found))];
}

function matcherOf(check: Extract<Check, { kind: 'http' | 'command' }>) {
  return Object.fromEntries(MATCHER_KEYS.filter((key) => check[key] !== undefined).map((key) => [key, check[key]]));
}

function wrongStatus(wanted: number | undefined, { status = 0 }: CheckObservation): string | undefined {
  const asExpected = wanted === undefined ? status >= 200 && status < 300 : status === wanted;
  return asExpected ? undefined : `the answer has status ${status}, not ${wanted ?? '200 to 299'}`;
}

function wrongExit(wanted: number, { status }: CheckObservation): string | undefined {
  return status === wanted ? undefined : `the command ended with ${status}, not ${wanted}`;
}

function withNotes(problem: string, found: CheckObservation): string {
  const notes = [found.reason, found.cut ? 'only its beginning was kept' : undefined].filter((note) => note !== undefined);
  return notes.length === 0 ? problem : `${problem} (${notes.join('; ')})`;
}

function nameOf(check: Check): string {
  if (check.kind === 'page') return `page ${check.url}`;
  if (check.kind === 'download') return `download${check.name_contains === undefined ? '' : ` "${check.name_contains}"`}`;
  const path = check.json_path === undefined ? '' : ` ${check.json_path}`;
  if (check.kind === 'http') return `${check.method} ${check.url}${path}`;
  return `command ${(typeof check.run === 'string' ? check.run : check.run.join(' ')).slice(0, 80)}${path}`;
}
