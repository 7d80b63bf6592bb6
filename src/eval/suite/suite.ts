import { createHash } from 'node:crypto';
import type { SetupStep } from './call-schema.ts';
import type { Check } from './check-schema.ts';
import type { Expect } from './expect-schema.ts';
import type { AuthoredCase, AuthoredSuite, CaseFields } from './suite-schema.ts';

/** A case with the suite's defaults in it. */
export interface EvalCase extends Omit<AuthoredCase, 'setup' | 'expect'> {
  execution_mode: NonNullable<AuthoredCase['execution_mode']>;
  trials: number;
  benchmark_tags: string[];
  setup: SetupStep[];
  expect: Omit<Expect, 'check'> & { must_succeed: boolean; min_trial_pass_rate: number; check: Check[] };
}

/** A suite that is right: every case whole. */
export interface EvalSuite extends Omit<AuthoredSuite, 'cases' | 'defaults'> {
  cases: EvalCase[];
  /** SHA-256 of what the file says, comments and plain passwords left out. */
  hash: string;
  /** What the file says, plain passwords left out: for keeping beside the trials. */
  authored: unknown;
}

/** The parts of a parsed file put together. `value` is what the file says. */
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

/** Mappings are merged by key, the case's before; tags, setup and checks of the defaults come first, then the case's. */
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

/** A copy in which credentials that are written out are masked; where they come from stays. */
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
