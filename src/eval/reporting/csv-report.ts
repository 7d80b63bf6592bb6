import type { EvalReport } from '../scoring/report-schema.ts';

const COLUMNS = [
  'case',
  'trial',
  'tags',
  'outcome',
  'failure_class',
  'driver',
  'handoff',
  'duration_ms',
  'actions',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'infrastructure_attempts',
  'started_at',
  'run_id',
  'summary',
  'unmet',
] as const;

/** One line for each trial (RFC 4180). */
export function csvReport(report: EvalReport): string {
  const rows = report.cases.flatMap((one) =>
    one.trials.map((trial) => [
      one.id,
      trial.trial,
      one.tags.join(' '),
      trial.outcome,
      trial.failure_class ?? '',
      trial.driver ?? '',
      trial.handoff,
      Math.round(trial.duration_ms),
      trial.actions,
      trial.input_tokens,
      trial.output_tokens,
      trial.cost_usd ?? '',
      trial.infrastructure.length,
      trial.started_at ?? '',
      trial.run_id ?? '',
      trial.summary,
      trial.unmet.map(({ expectation, message }) => `${expectation}: ${message}`).join('; '),
    ]),
  );
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Puts a quote before a text that a spreadsheet would take for a formula: summaries come from pages and models. */
function cell(value: string | number | boolean): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
