import type { CaseScore, EvalReport } from '../scoring/report-schema.ts';
import { escapeText } from './escape.ts';

/**
 * JUnit XML for build servers. Each case is a test, and its trials are the test's output. A case without a verdict because of the infrastructure is
 * an error; a case that was not run is skipped.
 */
export function junitReport(report: EvalReport): string {
  const states = report.cases.map(stateOf);
  const count = (state: string) => states.filter((one) => one === state).length;
  const seconds = (ms: number) => (ms / 1_000).toFixed(3);
  const total = report.cases.reduce((sum, one) => sum + (one.figures.duration_ms.total ?? 0), 0);
  const counts = `tests="${report.cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="${seconds(total)}"`;
  const suiteName = escapeText(report.suite.name);
  const tests = report.cases.map((one, index) => {
    const { figures } = one;
    const problems = escapeText(one.problems.join('; '));
    const inside = {
      passed: '',
      skipped: `<skipped message="${problems}"/>`,
      failure: failure('failure', one),
      error: failure('error', one),
    }[states[index]!];
    const output = states[index] === 'passed' ? `<system-out>${escapeText(trialLines(one))}</system-out>` : '';
    return `    <testcase classname="${suiteName}" name="${escapeText(one.id)}" time="${seconds(figures.duration_ms.total ?? 0)}">${inside}${output}</testcase>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${suiteName}" ${counts}>
  <testsuite name="${suiteName}" ${counts}${report.started_at === null ? '' : ` timestamp="${report.started_at.slice(0, 19)}"`}>
${tests.join('\n')}
  </testsuite>
</testsuites>
`;
}

function stateOf({ passed, figures, trials }: CaseScore): 'passed' | 'failure' | 'error' | 'skipped' {
  if (passed) return 'passed';
  if (trials.some((trial) => trial.outcome === 'failed')) return 'failure';
  if (figures.infrastructure > 0) return 'error';
  return figures.scored > 0 ? 'failure' : 'skipped';
}

function failure(tag: 'failure' | 'error', one: CaseScore): string {
  const kinds = Object.keys(one.figures.failures).join(' ') || 'case';
  return `<${tag} type="${escapeText(kinds)}" message="${escapeText(one.problems.join('; '))}">${escapeText(trialLines(one))}</${tag}>`;
}

function trialLines(one: CaseScore): string {
  return one.trials
    .map((trial) => {
      const why = [...trial.unmet.map(({ expectation, message }) => `${expectation}: ${message}`), ...trial.infrastructure].join('; ');
      return `trial ${trial.trial}: ${trial.outcome}${trial.failure_class === null ? '' : ` (${trial.failure_class})`}${why === '' ? '' : ` ${why}`}${trial.run_id === null ? '' : ` [runs/${trial.run_id}]`}`;
    })
    .join('\n');
}
