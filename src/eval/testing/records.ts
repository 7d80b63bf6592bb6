import type { RunReport } from '../../contract/index.ts';
import type { Header } from '../records/header.ts';
import type { InfrastructureRecord, TrialRecord } from '../records/trial-record.ts';
import { parseSuite } from '../suite/parse-suite.ts';
import type { EvalSuite } from '../suite/suite.ts';

/** A suite from its text; its problems are the test's failure. */
export function suiteOf(yaml: string): EvalSuite {
  const parsed = parseSuite(yaml, 'suite.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => `${problem.line}: ${problem.message}`).join('\n'));
  return parsed.suite;
}

/** A suite with one case `c`, whose fields are given as lines of YAML. */
export function oneCase(fields: string): EvalSuite {
  const indented = fields.trim().replaceAll('\n', '\n    ');
  return suiteOf(`name: s\ncases:\n  - id: c\n    directive: Do it\n    ${indented}\n`);
}

/** A run that completed by a playbook in one second. */
export function reportOf(more: Partial<RunReport> = {}): RunReport {
  return {
    run_id: 'r',
    status: 'completed',
    directive: 'Do it',
    playbook: 'p',
    driver: 'playbook',
    summary: 'Done.',
    data: {},
    extracted_texts: [],
    error: null,
    step_results: [],
    ledger: [],
    tokens: { input: 0, cached: 0, output: 0, reasoning: 0, cost_usd: 0 },
    started_at: '2026-11-25T10:00:00.000Z',
    finished_at: '2026-11-25T10:00:01.000Z',
    duration_ms: 1_000,
    artifacts: [],
    warnings: [],
    ...more,
  };
}

export function recordOf(report: Partial<RunReport> = {}, more: Partial<TrialRecord> = {}): TrialRecord {
  const { case_id = 'c', trial = 1 } = more;
  return {
    type: 'finished',
    case_id,
    trial,
    attempt: 1,
    run_id: `${case_id}-t${trial}`,
    started_at: '2026-11-25T10:00:00.000Z',
    finished_at: '2026-11-25T10:00:01.000Z',
    report: reportOf(report),
    actions: 5,
    handoff: false,
    has_trace: false,
    models: [],
    observations: [],
    values: {},
    ...more,
  };
}

export function infrastructureFailureOf(caseId: string, trial: number, reason: string): InfrastructureRecord {
  return {
    type: 'infrastructure',
    case_id: caseId,
    trial,
    attempt: 1,
    run_id: `${caseId}-t${trial}`,
    at: '2026-11-25T10:00:00.000Z',
    reason,
    cost_usd: 0,
  };
}

export function headerOf(suite: EvalSuite, more: Partial<Header> = {}): Header {
  const versions = { rote: '0.1.0', node: '24', browser: 'Chromium 1', platform: 'linux', commit: 'abc', dirty: false, model: null };
  return {
    format: 'rote-eval',
    version: 1,
    suite_file: '/suites/suite.yaml',
    suite_hash: suite.hash,
    suite: suite.authored,
    trials: null,
    tags: [],
    sessions: [{ started_at: '2026-11-25T10:00:00.000Z', parallel: 1, versions, ended: { at: '2026-11-25T10:01:00.000Z', reason: null } }],
    prices: [],
    ...more,
  };
}
