import { z } from 'zod';
import { commandNameSchema } from '../../actions/index.ts';
import { errorBodySchema } from '../errors/errors.ts';
import { dialogRecordSchema } from './dialog.ts';

export const RUN_STATUSES = ['queued', 'starting', 'running', 'waiting', 'completed', 'failed', 'timeout', 'terminated'] as const;
export const runStatusSchema = z.enum(RUN_STATUSES);
export type RunStatus = z.infer<typeof runStatusSchema>;

export const TERMINAL_STATUSES = ['completed', 'failed', 'timeout', 'terminated'] as const satisfies readonly RunStatus[];
export type TerminalStatus = (typeof TERMINAL_STATUSES)[number];

/** Whether a run with this status has ended. */
export function isTerminal(status: RunStatus): status is TerminalStatus {
  return TERMINAL_STATUSES.some((terminal) => terminal === status);
}

/** `unknown`: it may have happened and could not be checked; such a step is never repeated automatically. */
export const LEDGER_STATES = ['intended', 'committed', 'verified', 'unknown'] as const;
export const ledgerStateSchema = z.enum(LEDGER_STATES);
export type LedgerState = z.infer<typeof ledgerStateSchema>;

export const effectEvidenceSchema = z.object({
  method: z.string().describe('HTTP method.'),
  host: z.string().describe('Host and port.'),
  path: z.string().describe('Path of the address, without its query.'),
  operation: z.string().optional().describe('The operation that the body names, for example of GraphQL or JSON-RPC.'),
  status: z.int().optional().describe('HTTP status of the answer; missing without an answer.'),
  outcome: z
    .enum(['waiting', 'answered', 'lost', 'not_sent'])
    .describe('`lost`: no answer came, and the request may have reached the application. `not_sent`: it provably did not.'),
  at: z.string().describe('When it was sent, ISO 8601.'),
});
/** A request that a step sent and that may have changed something. */
export type EffectEvidence = z.infer<typeof effectEvidenceSchema>;

/** Missing in reports of earlier versions. */
export const effectFields = {
  driver: z.enum(['playbook', 'agent', 'person']).optional().describe('Who acted.'),
  declared: z.boolean().optional().describe('Whether the playbook declares the effect (`effect: write`). If not, Rote saw it.'),
  evidence: z.array(effectEvidenceSchema).optional().describe('The requests that the step sent.'),
};

export const ledgerEntrySchema = z.object({
  id: z
    .string()
    .optional()
    .describe(
      'Id of the effect in the run, such as `4`, or `agent-2` for the second action of an agent. Missing in reports of earlier versions.',
    ),
  step: z.int().min(1).describe('Number of the playbook step, from 1; without a playbook, of the action of the agent.'),
  description: z.string().describe('What the step does.'),
  state: ledgerStateSchema.describe(
    'How far the effect got. `unknown`: it may have happened and could not be checked; Rote never repeats such a step.',
  ),
  ...effectFields,
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

export const stepResultSchema = z.object({
  step: z.int().min(0).describe('Number of the playbook step, from 1; 0 is the login.'),
  driver: z
    .enum(['playbook', 'agent', 'person'])
    .optional()
    .describe('Who did the step. Missing: the playbook, as in reports of earlier versions.'),
  action: commandNameSchema.or(z.literal('login')).describe('Action of the step.'),
  description: z.string().describe('What the step does.'),
  status: z
    .enum(['ok', 'failed', 'recovered', 'skipped'])
    .describe('`recovered`: an agent finished the step. `skipped`: the playbook says when the step is not needed, and it was not.'),
  skipped: z.string().optional().describe('Why the step was skipped: what the playbook asks for, and what was seen instead.'),
  attempts: z.int().min(0).describe('How often the step was tried.'),
  duration_ms: z.number().min(0).describe('Duration in milliseconds.'),
  selector: z.string().optional().describe('The selector that found the element.'),
  tab: z.string().optional().describe('Set if several tabs were open: the address of the tab that was active after the step.'),
  output: z
    .string()
    .optional()
    .describe('What the step extracted, received or downloaded, cut at 500 characters; complete in `extracted_texts`.'),
  effect: ledgerStateSchema.optional().describe('For a step with an effect: how far it got.'),
  dialogs: z.array(dialogRecordSchema).optional().describe('Native dialogs that appeared during the step or before the next, in order.'),
  verified: z
    .boolean()
    .optional()
    .describe('For a step with an effect: whether an expectation proves it. false: it was sent, and nothing shows that it worked.'),
  error: errorBodySchema
    .optional()
    .describe(
      "Why the step failed. If something is missing, in the words of the playbook's `failure_message`; they follow any other cause.",
    ),
  detail: z.string().optional().describe('The technical error that a `failure_message` replaces.'),
});
export type StepResult = z.infer<typeof stepResultSchema>;

export const tokenUsageSchema = z.object({
  input: z.int().min(0).default(0).describe('Input tokens.'),
  cached: z.int().min(0).default(0).describe('Input tokens read from the cache of the provider.'),
  output: z.int().min(0).default(0).describe('Output tokens.'),
  reasoning: z.int().min(0).default(0).describe('Output tokens used for reasoning.'),
  cost_usd: z
    .number()
    .min(0)
    .nullable()
    .default(0)
    .describe('Cost by the price table, in US dollars; null if the table has no price for the model.'),
});
export type TokenUsage = z.infer<typeof tokenUsageSchema>;

export const artifactSchema = z.object({
  path: z.string().describe('Path in the run folder, with forward slashes.'),
  kind: z.enum(['events', 'action', 'status', 'trace', 'screenshot', 'download', 'manifest']).describe('What the file is.'),
  bytes: z.int().min(0).describe('Size in bytes.'),
});
export type Artifact = z.infer<typeof artifactSchema>;

const spent = (what: string) => z.int().min(0).describe(`Milliseconds: ${what}.`);

export const runTimingSchema = z.object({
  program_ms: spent('from the start of the program to the start of the run; only for a program that does one run').optional(),
  plan_ms: spent('reading playbooks and saved logins, matching; the browser may already start'),
  browser_ms: spent('waiting for the browser and starting the recording'),
  login_ms: spent('the login of the playbook'),
  steps_ms: spent('the start page and the steps of the playbook'),
  agent_ms: spent('the agent'),
  close_ms: spent('writing and cleaning the trace, closing the browser'),
});
/** Where the time of a run went. Together, the phases but the first and the last take the `duration_ms` of the report. */
export type RunTiming = z.infer<typeof runTimingSchema>;

/** `status.json` of a run folder, the document of `rote run --json`, and later the body of GET /runs/{id}. */
export const runReportSchema = z.object({
  run_id: z.string().describe('Id of the run.'),
  status: runStatusSchema.describe('State of the run.'),
  directive: z.string().describe('What the run was asked to do.'),
  playbook: z.string().nullable().describe('Id of the playbook; null if no playbook was used.'),
  driver: z
    .enum(['playbook', 'agent', 'playbook+agent'])
    .nullable()
    .describe('What drove the browser: a playbook, an agent, or one after the other. null before the run starts.'),
  summary: z.string().describe('The outcome in a sentence.'),
  data: z.record(z.string(), z.unknown()).describe("The agent's structured answer, or the `store_as` values of the playbook."),
  extracted_texts: z.array(z.string()).describe('Texts that the run extracted, in order.'),
  error: errorBodySchema.nullable().describe('Why the run failed; null if it did not.'),
  step_results: z.array(stepResultSchema).describe('The playbook steps that ran, in order.'),
  ledger: z.array(ledgerEntrySchema).describe('Every effect of the run and how far it got.'),
  tokens: tokenUsageSchema.describe('Model usage of the whole run.'),
  started_at: z.string().describe('When the run started, ISO 8601.'),
  finished_at: z.string().nullable().describe('When the run ended, ISO 8601; null before.'),
  duration_ms: z.number().min(0).describe('Duration so far, in milliseconds.'),
  timing: runTimingSchema
    .optional()
    .describe('Where the time went. Missing for a run whose process was lost, and in reports of earlier versions.'),
  artifacts: z.array(artifactSchema).describe('Files of the recording.'),
  warnings: z.array(z.string()).describe('Problems beside the job itself, such as a trace that was not kept.'),
});
export type RunReport = z.infer<typeof runReportSchema>;
