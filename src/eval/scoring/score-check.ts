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
 * The question of a check without the answer that is expected. Of a page both are one: what is looked for is looked for in the page. Of headers
 * only the names count, because their values may be secrets that are not kept.
 */
export function checkKey(check: Check): string {
  const asked = Object.entries(check)
    .filter(([key]) => check.kind === 'page' || !EXPECTED_KEYS.has(key))
    .map(([key, value]) => [key, key === 'headers' ? Object.keys(value as object).sort() : value] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex').slice(0, 16);
}

/** What is wrong with what was observed, one sentence each; empty: the check holds. The check's placeholders are filled. */
export function scoreCheck(check: Check, found: CheckObservation | undefined): string[] {
  if (found === undefined) return [`${nameOf(check)}: this was not looked at when the trial ran; run it again`];
  return problemsOf(check, found).map((problem) => `${nameOf(check)}: ${problem}`);
}

function problemsOf(check: Check, found: CheckObservation): string[] {
  switch (check.kind) {
    case 'page':
      return found.holds === true ? [] : [found.reason ?? 'the page does not show it'];
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
  const short =
    check.min_bytes !== undefined && found.bytes < check.min_bytes
      ? [`the file has ${found.bytes} bytes, and should have ${check.min_bytes}`]
      : [];
  const matcher = {
    ...(contains !== undefined && { contains }),
    ...(not_contains !== undefined && { not_contains }),
    ...(matches !== undefined && { matches }),
  };
  return [...short, ...matchValue(matcher, found.value).map((problem) => withNotes(problem, found))];
}

function matcherOf(check: Extract<Check, { kind: 'http' | 'command' }>) {
  return Object.fromEntries(MATCHER_KEYS.filter((key) => check[key] !== undefined).map((key) => [key, check[key]]));
}

function wrongStatus(wanted: number | undefined, { status = 0 }: CheckObservation): string | undefined {
  const right = wanted === undefined ? status >= 200 && status < 300 : status === wanted;
  return right ? undefined : `the answer has status ${status}, not ${wanted ?? '200 to 299'}`;
}

function wrongExit(wanted: number, { status }: CheckObservation): string | undefined {
  return status === wanted ? undefined : `the command ended with ${status}, not ${wanted}`;
}

function withNotes(problem: string, found: CheckObservation): string {
  const notes = [found.reason, found.cut ? 'only the beginning was kept' : undefined].filter((note) => note !== undefined);
  return notes.length === 0 ? problem : `${problem} (${notes.join('; ')})`;
}

function nameOf(check: Check): string {
  if (check.kind === 'page') return `page ${check.url}`;
  if (check.kind === 'download') return `download${check.name_contains === undefined ? '' : ` "${check.name_contains}"`}`;
  const path = check.json_path === undefined ? '' : ` ${check.json_path}`;
  if (check.kind === 'http') return `${check.method} ${check.url}${path}`;
  return `command ${(typeof check.run === 'string' ? check.run : check.run.join(' ')).slice(0, 80)}${path}`;
}
