import { z } from 'zod';
import { actionNameSchema } from './actions.ts';
import { errorBodySchema } from './errors.ts';

export const RUN_STATUSES = ['queued', 'starting', 'running', 'waiting', 'completed', 'failed', 'timeout', 'terminated'] as const;
export const runStatusSchema = z.enum(RUN_STATUSES);
export type RunStatus = z.infer<typeof runStatusSchema>;

export const TERMINAL_STATUSES = ['completed', 'failed', 'timeout', 'terminated'] as const satisfies readonly RunStatus[];
export type TerminalStatus = (typeof TERMINAL_STATUSES)[number];

/** Whether a run with this status has ended. */
export function isTerminal(status: RunStatus): status is TerminalStatus {
  return TERMINAL_STATUSES.some((one) => one === status);
}

/** `unknown` = it may have happened and nothing could tell; such a step is never repeated automatically. */
export const LEDGER_STATES = ['intended', 'committed', 'verified', 'unknown'] as const;
export const ledgerStateSchema = z.enum(LEDGER_STATES);
export type LedgerState = z.infer<typeof ledgerStateSchema>;

export const ledgerEntrySchema = z.object({
  /** 1-based number of the playbook step. */
  step: z.int().min(1),
  description: z.string(),
  state: ledgerStateSchema,
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

export const stepResultSchema = z.object({
  /** 1-based number of the playbook step; 0 for the login. */
  step: z.int().min(0),
  action: actionNameSchema.or(z.literal('login')),
  description: z.string(),
  status: z.enum(['ok', 'failed', 'recovered']),
  attempts: z.int().min(0),
  duration_ms: z.number().min(0),
  /** The selector of the chain that was used. */
  selector: z.string().optional(),
  /** What an extract, an API step or a download produced, cut at 500 characters here; whole in `extracted_texts`. */
  output: z.string().optional(),
  effect: ledgerStateSchema.optional(),
  /** What the user reads (failure_message when the playbook has one). */
  error: errorBodySchema.optional(),
  /** The technical error behind a failure_message. */
  detail: z.string().optional(),
});
export type StepResult = z.infer<typeof stepResultSchema>;

export const tokenUsageSchema = z.object({
  input: z.int().min(0).default(0),
  cached: z.int().min(0).default(0),
  output: z.int().min(0).default(0),
  reasoning: z.int().min(0).default(0),
  /** Money by the price table; null when the model has no price in it. */
  cost_usd: z.number().min(0).nullable().default(0),
});
export type TokenUsage = z.infer<typeof tokenUsageSchema>;

export const artifactSchema = z.object({
  /** Path inside the run folder, with forward slashes. */
  path: z.string(),
  kind: z.enum(['events', 'action', 'status', 'trace', 'screenshot', 'download', 'manifest']),
  bytes: z.int().min(0),
});
export type Artifact = z.infer<typeof artifactSchema>;

/** `status.json` of a run folder, the document of `rote run --json`, and later the body of GET /runs/{id}. */
export const runReportSchema = z.object({
  run_id: z.string(),
  status: runStatusSchema,
  directive: z.string(),
  playbook: z.string().nullable(),
  driver: z.enum(['playbook', 'agent', 'playbook+agent']).nullable(),
  summary: z.string(),
  /** An agent's structured answer, or the `store_as` values of a playbook. */
  data: z.record(z.string(), z.unknown()),
  extracted_texts: z.array(z.string()),
  error: errorBodySchema.nullable(),
  step_results: z.array(stepResultSchema),
  ledger: z.array(ledgerEntrySchema),
  tokens: tokenUsageSchema,
  started_at: z.string(),
  finished_at: z.string().nullable(),
  duration_ms: z.number().min(0),
  artifacts: z.array(artifactSchema),
  /** What went wrong beside the job itself, for example a trace that was not kept because it could not be cleaned. */
  warnings: z.array(z.string()),
});
export type RunReport = z.infer<typeof runReportSchema>;
