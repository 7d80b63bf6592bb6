import { createHash } from 'node:crypto';
import type { SetupStep } from './call-schema.ts';
import type { Check } from './check-schema.ts';
import type { Expect } from './expect-schema.ts';
import type { AuthoredCase, AuthoredSuite, CaseFields } from './suite-schema.ts';

/** A case merged with the suite's defaults. */
export interface EvalCase extends Omit<AuthoredCase, 'setup' | 'expect'> {
  execution_mode: NonNullable<AuthoredCase['execution_mode']>;
  trials: number;
  benchmark_tags: string[];
  setup: SetupStep[];
  expect: Omit<Expect, 'check'> & { must_succeed: boolean; min_trial_pass_rate: number; check: Check[] };
}

/** A valid suite with complete cases. */
export interface EvalSuite extends Omit<AuthoredSuite, 'cases' | 'defaults'> {
  cases: EvalCase[];
  /** SHA-256 of the file's content without comments and plain passwords. */
  hash: string;
  /** The file's content without plain passwords, stored with the trials. */
  authored: unknown;
}

/** Makes a suite from a parsed file. `value` is the file's content before parsing. */
export function toSuite(authored: AuthoredSuite, value: unknown): EvalSuite {
  const { defaults, cases, ...suite } = authored;
  const kept = withoutPlainCredentials(value);
  return {
    ...suite,
    cases: cases.map((one) => mergeCase(defaults, one)),
    hash: createHash('sha256').update(JSON.stringify(kept)).digest('hex'),
    authored: kept,
  };
}

/** Merges mappings by key, where the case takes precedence. Tags, setup and checks of the defaults come before the case's. */
export function mergeCase(defaults: CaseFields, own: AuthoredCase): EvalCase {
  const expect = { ...defaults.expect, ...own.expect };
  return {
    ...defaults,
    ...own,
    execution_mode: own.execution_mode ?? defaults.execution_mode ?? 'hybrid_auto',
    trials: own.trials ?? defaults.trials ?? 1,
    benchmark_tags: [...new Set([...(defaults.benchmark_tags ?? []), ...(own.benchmark_tags ?? [])])],
    playbook_params: { ...defaults.playbook_params, ...own.playbook_params },
    guardrails: { ...defaults.guardrails, ...own.guardrails },
    metadata: { ...defaults.metadata, ...own.metadata },
    setup: [...(defaults.setup ?? []), ...(own.setup ?? [])],
    expect: {
      ...expect,
      must_succeed: expect.must_succeed ?? expect.error_contains === undefined,
      min_trial_pass_rate: expect.min_trial_pass_rate ?? 1,
      check: [...(defaults.expect?.check ?? []), ...(own.expect?.check ?? [])],
    },
  };
}

/** A copy with plain credentials masked; references to their source stay. */
function withoutPlainCredentials(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlainCredentials);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === 'credentials' ? maskPlain(item) : withoutPlainCredentials(item)]),
  );
}

function maskPlain(credentials: unknown): unknown {
  if (credentials === null || typeof credentials !== 'object' || 'file' in credentials) return credentials;
  return Object.fromEntries(
    Object.entries(credentials).map(([name, value]) => [name, typeof value === 'string' && !value.includes('{{') ? '[secret]' : value]),
  );
}
