import { z } from 'zod';
import { errorBodySchema } from './errors/errors.ts';
import { runReportSchema, runStatusSchema } from './run/report.ts';

/** The body of every failed request. */
export const apiErrorSchema = z.object({ error: errorBodySchema.describe('Why the request failed.') });

/** The body of GET /runs/{id}: the report, live or persisted, and what only the service knows. */
export const runViewSchema = runReportSchema.extend({
  created_at: z.string().describe('When the run was created, ISO 8601.'),
  started_at: z.string().nullable().describe('When the run started, ISO 8601; null while it is queued.'),
  active: z.boolean().describe('Whether the sandbox of the run answered this request.'),
  stop_requested: z.boolean().describe('Whether someone asked the run to stop.'),
  persisted: z.boolean().describe('Whether everything the run recorded is stored.'),
  config: z.record(z.string(), z.unknown()).describe('The request, without secrets.'),
});
export type RunView = z.infer<typeof runViewSchema>;

/** A row of GET /runs. */
export const runSummarySchema = z.object({
  run_id: z.string().describe('Id of the run.'),
  status: runStatusSchema.describe('State of the run.'),
  directive: z.string().describe('What the run was asked to do.'),
  playbook: z.string().nullable().describe('Id of the playbook; null if none was named.'),
  summary: z.string().describe('The outcome in a sentence.'),
  error: errorBodySchema.nullable().describe('Why the run failed; null if it did not.'),
  created_at: z.string().describe('When the run was created, ISO 8601.'),
  started_at: z.string().nullable().describe('When the run started, ISO 8601; null before.'),
  finished_at: z.string().nullable().describe('When the run ended, ISO 8601; null before.'),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

export const runPageSchema = z.object({
  runs: z.array(runSummarySchema).describe('The runs, newest first.'),
  next_cursor: z.string().nullable().describe('Pass it as `cursor` to get the next page; null on the last page.'),
});

/** The response of POST /runs. */
export const runCreatedSchema = z.object({
  run_id: z.string().describe('Id of the run.'),
  status: runStatusSchema.describe('Always `queued`.'),
  created_at: z.string().describe('When the run was created, ISO 8601.'),
});
export type RunCreated = z.infer<typeof runCreatedSchema>;

/** The response of POST /runs/{id}/stop. */
export const runStoppedSchema = z.object({
  run_id: z.string().describe('Id of the run.'),
  status: runStatusSchema.describe('State of the run.'),
  stopping: z.boolean().describe('Whether the run is being stopped; false if it had already ended.'),
});

export const dryRunCheckSchema = z.object({
  name: z
    .enum([
      'profile',
      'credentials',
      'guardrails',
      'policy',
      'model',
      'start_url',
      'output_schema',
      'playbook',
      'playbook_params',
      'limits',
      'proxy',
      'webhook',
    ])
    .describe('What is checked.'),
  status: z.enum(['pass', 'fail']).describe('The result.'),
  message: z.string().describe('The result in a sentence.'),
});
/** The response of POST /runs/dry-run. */
export const dryRunSchema = z.object({
  ok: z.boolean().describe('Whether every check passed.'),
  checks: z.array(dryRunCheckSchema).describe('The checks.'),
  warnings: z.array(z.string()).describe('What may fail although every check passed.'),
  config: z.record(z.string(), z.unknown()).describe('The request as it would be stored, without secrets.'),
});
export type DryRun = z.infer<typeof dryRunSchema>;
