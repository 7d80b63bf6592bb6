import type { InfrastructureRecord, JournalLine, TrialRecord } from '../records/trial-record.ts';
import type { EvalCase } from '../suite/suite.ts';
import { figuresOf } from './figures.ts';
import type { CaseScore, TrialScore } from './report-schema.ts';
import { scoreTrial } from './score-trial.ts';

/** Judges the trials 1 to `planned` of a case by their records, and the case by its trials. */
export function scoreCase(one: EvalCase, planned: number, lines: readonly JournalLine[]): CaseScore {
  const own = lines.filter((line) => line.case_id === one.id);
  const trials = Array.from({ length: planned }, (_, index) =>
    scoreOf(
      one,
      index + 1,
      own.filter((line) => line.trial === index + 1),
    ),
  );
  const figures = figuresOf([{ execution_mode: one.execution_mode, trials }]);
  const problems = caseProblems(one, figures);
  return {
    id: one.id,
    directive: one.directive,
    playbook: one.playbook ?? null,
    execution_mode: one.execution_mode,
    tags: one.benchmark_tags,
    metadata: one.metadata ?? {},
    passed: problems.length === 0,
    problems,
    figures,
    trials,
  };
}

function scoreOf(one: EvalCase, trial: number, lines: readonly JournalLine[]): TrialScore {
  const record = lines.find((line): line is TrialRecord => line.type === 'finished');
  const failures = lines.filter((line): line is InfrastructureRecord => line.type === 'infrastructure');
  const infrastructure = failures.map((line) => line.reason);
  if (record === undefined) {
    const last = failures.at(-1);
    return {
      ...NOT_RUN,
      trial,
      infrastructure,
      ...(last && {
        outcome: 'infrastructure',
        failure_class: 'infrastructure',
        run_id: last.run_id,
        started_at: last.at,
        summary: last.reason,
      }),
    };
  }
  const { report } = record;
  const verdict = scoreTrial(one, record);
  return {
    trial,
    outcome: verdict.passed ? 'passed' : 'failed',
    failure_class: verdict.failureClass ?? null,
    unmet: verdict.unmet,
    infrastructure,
    run_id: record.run_id,
    has_trace: record.has_trace,
    started_at: record.started_at,
    status: report.status,
    driver: report.driver,
    summary: report.summary,
    duration_ms: report.duration_ms,
    actions: record.actions,
    input_tokens: report.tokens.input,
    output_tokens: report.tokens.output,
    cost_usd: verdict.costUsd,
    handoff: record.handoff,
  };
}

const NOT_RUN: TrialScore = {
  trial: 0,
  outcome: 'not_run',
  failure_class: null,
  unmet: [],
  infrastructure: [],
  run_id: null,
  has_trace: false,
  started_at: null,
  status: null,
  driver: null,
  summary: '',
  duration_ms: 0,
  actions: 0,
  input_tokens: 0,
  output_tokens: 0,
  cost_usd: 0,
  handoff: false,
};

function caseProblems({ expect }: EvalCase, figures: CaseScore['figures']): string[] {
  const problems: string[] = [];
  if (figures.not_run > 0) problems.push(`${figures.not_run} of ${figures.planned} trials were not run`);
  if (figures.infrastructure > 0)
    problems.push(`${figures.infrastructure} of ${figures.planned} trials have no verdict because the infrastructure failed`);
  const rate = figures.pass_rate?.value;
  if (rate !== undefined && rate < expect.min_trial_pass_rate) {
    problems.push(`${figures.passed} of ${figures.scored} trials passed, but ${percent(expect.min_trial_pass_rate)} must`);
  }
  const { p95 } = figures.duration_ms;
  if (expect.max_p95_duration_ms !== undefined && p95 !== null && p95 > expect.max_p95_duration_ms) {
    problems.push(`95 % of the trials took up to ${Math.round(p95)} ms, but the limit is ${expect.max_p95_duration_ms} ms`);
  }
  return problems;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
