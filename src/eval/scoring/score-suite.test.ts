import { describe, expect, it } from 'vitest';
import type { RunReport } from '../../contract/index.ts';
import type { JournalLine, TrialRecord } from '../records/trial-record.ts';
import { headerOf, infrastructureFailureOf, recordOf, suiteOf } from '../testing/records.ts';
import { evalReportSchema } from './report-schema.ts';
import { scoreSuite } from './score-suite.ts';

const suite = suiteOf(`
name: s
defaults: { trials: 4 }
cases:
  - { id: good, directive: a, benchmark_tags: [read] }
  - { id: flaky, directive: b, benchmark_tags: [read, write], expect: { min_trial_pass_rate: 0.5 } }
  - { id: agent, directive: c, execution_mode: agent_only, benchmark_tags: [write], expect: { max_p95_duration_ms: 2500 } }
`);

const money = (input: number, output: number, cost_usd: number | null) => ({
  tokens: { input, cached: 0, output, reasoning: 0, cost_usd },
});
const broken: Partial<RunReport> = { status: 'failed', error: { code: 'STEP_FAILED', message: 'no' } };

function finished(case_id: string, trial: number, report: Partial<RunReport>, more: Partial<TrialRecord> = {}): TrialRecord {
  return recordOf(report, { case_id, trial, ...more });
}

const LINES: JournalLine[] = [
  ...[1, 2, 3, 4].map((trial) => finished('good', trial, { duration_ms: trial * 100 }, { actions: trial })),
  finished('flaky', 1, { ...broken, driver: 'playbook', duration_ms: 500 }),
  finished('flaky', 2, { driver: 'playbook+agent', duration_ms: 500, ...money(1_000, 100, 0.02) }, { handoff: true, models: ['m:1'] }),
  finished(
    'flaky',
    3,
    { ...broken, driver: 'playbook+agent', duration_ms: 500, ...money(1_000, 100, 0.04) },
    { handoff: true, models: ['m:1'] },
  ),
  infrastructureFailureOf('flaky', 4, 'The target did not answer.'),
  finished('flaky', 4, { duration_ms: 500 }),
  finished('agent', 1, { driver: 'agent', duration_ms: 1_000, ...money(2_000, 200, 0.1) }, { models: ['m:1', 'm:2'] }),
  finished('agent', 2, { driver: 'agent', duration_ms: 3_000, ...money(2_000, 200, 0.1) }),
  infrastructureFailureOf('agent', 3, 'The browser did not start.'),
];

describe('a report, checked by hand', () => {
  const report = scoreSuite(suite, headerOf(suite), LINES);
  const { figures } = report;
  const caseOf = (id: string) => report.cases.find((one) => one.id === id)!;

  it('counts trials that were planned, scored, passed, not run, or failed by the infrastructure', () => {
    expect(evalReportSchema.parse(report)).toEqual(report);
    expect(figures).toMatchObject({ planned: 12, scored: 10, passed: 8, infrastructure: 1, not_run: 1, infrastructure_attempts: 2 });
    expect(figures.failures).toEqual({ step: 1, gave_up: 1, infrastructure: 1 });
    expect(figures.pass_rate!.value).toBe(0.8);
    expect(figures.pass_rate!.low).toBeCloseTo(0.49016, 4);
    expect(figures.pass_rate!.high).toBeCloseTo(0.94331, 4);
  });

  it('averages pass@k and pass^k over the cases that have k trials', () => {
    // good 4 of 4, flaky 2 of 4, agent 2 of 2.
    const [one, two, three, four] = figures.pass_at;
    expect(figures.pass_at.map((row) => row.k)).toEqual([1, 2, 3, 4]);
    expect(one!.any).toBeCloseTo((1 + 0.5 + 1) / 3, 12);
    expect(one!.all).toBeCloseTo((1 + 0.5 + 1) / 3, 12);
    // Of flaky's 6 pairs of trials 1 has no pass and 1 has two.
    expect(two!.any).toBeCloseTo((1 + 5 / 6 + 1) / 3, 12);
    expect(two!.all).toBeCloseTo((1 + 1 / 6 + 1) / 3, 12);
    // The agent has two trials only.
    expect(three!.all).toBeCloseTo((1 + 0) / 2, 12);
    expect(four!.any).toBeCloseTo((1 + 1) / 2, 12);
  });

  it('computes means, p95 and totals', () => {
    // 100 + 200 + 300 + 400 + 4 · 500 + 1000 + 3000 of 10 trials.
    expect(figures.duration_ms).toEqual({ mean: 700, p95: 3_000, total: 7_000 });
    expect(caseOf('good').figures.actions).toEqual({ mean: 2.5, p95: 4, total: 10 });
    expect(figures.input_tokens.total).toBe(6_000);
    expect(figures.cost_usd.total).toBeCloseTo(0.26, 12);
    expect(figures.cost_usd.mean).toBeCloseTo(0.026, 12);
  });

  it('computes the shares of playbook only, handed over and rescued', () => {
    // Of the 8 trials that could replay, 4 good ones and flaky's fourth passed by the playbook alone.
    expect(figures.deterministic).toEqual({ hits: 5, of: 8, rate: 5 / 8 });
    expect(figures.handoff).toEqual({ hits: 2, of: 8, rate: 2 / 8 });
    expect(figures.rescue).toEqual({ hits: 1, of: 2, rate: 1 / 2 });
  });

  it('passes a case by its own rules, and only with a verdict for every trial', () => {
    expect(report.passed).toBe(false);
    expect(caseOf('good')).toMatchObject({ passed: true, problems: [] });
    expect(caseOf('flaky')).toMatchObject({ passed: true, problems: [] });
    expect(caseOf('agent').passed).toBe(false);
    expect(caseOf('agent').problems).toEqual([
      '1 of 4 trials were not run',
      '1 of 4 trials have no verdict because the infrastructure failed',
      '95 % of the trials took up to 3000 ms, but the limit is 2500 ms',
    ]);
  });

  it('reports figures by tag, and the models that were called', () => {
    expect(report.tags.map(({ tag, cases, figures: own }) => [tag, cases, own.passed, own.scored])).toEqual([
      ['read', 2, 6, 8],
      ['write', 2, 4, 6],
    ]);
    expect(report.models).toEqual(['m:1', 'm:2']);
  });

  it('does not depend on the order in which trials ended', () => {
    expect(scoreSuite(suite, headerOf(suite), LINES.toReversed())).toEqual(report);
  });

  it('reports the cost as unknown as soon as one trial has no price', () => {
    const lines = [...LINES.filter((line) => !(line.case_id === 'good' && line.trial === 1)), finished('good', 1, money(1, 1, null))];
    expect(scoreSuite(suite, headerOf(suite), lines).figures.cost_usd).toEqual({ mean: null, p95: null, total: null });
  });

  it('plans by --trials and --tag, and fails a case below its minimum pass rate', () => {
    const some = scoreSuite(suite, headerOf(suite, { trials: 3, tags: ['write'] }), LINES);
    expect(some.cases.map((one) => [one.id, one.figures.planned, one.passed])).toEqual([
      ['flaky', 3, false],
      ['agent', 3, false],
    ]);
    expect(some.cases[0]!.problems).toEqual(['1 of 3 trials passed, but 50 % must']);
  });

  it('notes what a reader should know', () => {
    const [session] = headerOf(suite).sessions;
    const other = {
      ...session!,
      versions: { ...session!.versions, commit: 'def', dirty: true },
      ended: { at: 'x', reason: 'the limit of 5 minutes was reached.' },
    };
    const notes = scoreSuite(
      suite,
      headerOf(suite, { sessions: [{ ...session!, ended: null }, other], suite_hash: 'old' }),
      LINES,
    ).notes.join('\n');
    expect(notes).toMatch(/ended early: the limit of 5 minutes/);
    expect(notes).toMatch(/resumed once/);
    expect(notes).toMatch(/same version/);
    expect(notes).toMatch(/uncommitted changes/);
    expect(notes).toMatch(/scored again/);
  });
});
