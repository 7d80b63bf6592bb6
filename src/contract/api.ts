import { z } from 'zod';
import { errorBodySchema } from './errors.ts';
import { runReportSchema, runStatusSchema } from './report.ts';

/** What every failed request answers. */
export const apiErrorSchema = z.object({ error: errorBodySchema });

/** The body of GET /runs/{id}: the report, live or persisted, with what only the service knows. */
export const runViewSchema = runReportSchema.extend({
  created_at: z.string(),
  /** null while it is queued. */
  started_at: z.string().nullable(),
  /** Its sandbox could be reached when this was answered. */
  active: z.boolean(),
  stop_requested: z.boolean(),
  /** Everything it left is committed to the artifact store. */
  persisted: z.boolean(),
  /** As it was asked for, without any secret. */
  config: z.record(z.string(), z.unknown()),
});
export type RunView = z.infer<typeof runViewSchema>;

/** A row of GET /runs. */
export const runSummarySchema = z.object({
  run_id: z.string(),
  status: runStatusSchema,
  directive: z.string(),
  playbook: z.string().nullable(),
  summary: z.string(),
  error: errorBodySchema.nullable(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

export const runPageSchema = z.object({ runs: z.array(runSummarySchema), next_cursor: z.string().nullable() });

/** The answer of POST /runs. */
export const runCreatedSchema = z.object({ run_id: z.string(), status: runStatusSchema, created_at: z.string() });
export type RunCreated = z.infer<typeof runCreatedSchema>;

/** The answer of POST /runs/{id}/stop. `stopping` is false when the run had ended already. */
export const runStoppedSchema = z.object({ run_id: z.string(), status: runStatusSchema, stopping: z.boolean() });

export const dryRunCheckSchema = z.object({
  name: z.enum([
    'profile',
    'credentials',
    'guardrails',
    'model',
    'start_url',
    'output_schema',
    'playbook',
    'playbook_params',
    'limits',
    'proxy',
    'webhook',
  ]),
  status: z.enum(['pass', 'fail']),
  message: z.string(),
});
/** The answer of POST /runs/dry-run. */
export const dryRunSchema = z.object({
  ok: z.boolean(),
  checks: z.array(dryRunCheckSchema),
  warnings: z.array(z.string()),
  config: z.record(z.string(), z.unknown()),
});
export type DryRun = z.infer<typeof dryRunSchema>;
