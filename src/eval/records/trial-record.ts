import { z } from 'zod';
import { runReportSchema } from '../../contract/index.ts';

/** What a check found at the target. Scoring decides whether it is as expected. */
export const observationSchema = z.object({
  /** Identifies the question of the check without its expectation, so a changed expectation finds the answer again. */
  key: z.string(),
  /** HTTP status or exit code. */
  status: z.int().optional(),
  /** The answer, or the value at json_path; absent when there was none. Long texts are cut. */
  value: z.json().optional(),
  cut: z.boolean().optional(),
  /** For a page: whether it showed what was expected, and otherwise the `reason`. */
  holds: z.boolean().optional(),
  reason: z.string().optional(),
  bytes: z.int().optional(),
});
export type CheckObservation = z.infer<typeof observationSchema>;

const identity = { case_id: z.string(), trial: z.int().min(1), attempt: z.int().min(1), run_id: z.string() };

/** A finished trial, with everything that scoring needs. */
export const trialRecordSchema = z.object({
  type: z.literal('finished'),
  ...identity,
  started_at: z.string(),
  finished_at: z.string(),
  /** Long texts are cut; of the artifacts, only trace and downloads are listed. */
  report: runReportSchema,
  /** Browser actions, including logins. */
  actions: z.int().min(0),
  /** An agent took over from a playbook. */
  handoff: z.boolean(),
  has_trace: z.boolean(),
  /** `provider:model` of the calls, each once. */
  models: z.array(z.string()),
  observations: z.array(observationSchema),
  /** The values of the placeholders in the case's expectations. */
  values: z.record(z.string(), z.string()),
});
export type TrialRecord = z.infer<typeof trialRecordSchema>;

/** An attempt without a verdict because the target, the browser or this machine failed. */
const infrastructureSchema = z.object({
  type: z.literal('infrastructure'),
  ...identity,
  at: z.string(),
  reason: z.string(),
  cost_usd: z.number().nullable(),
});
export type InfrastructureRecord = z.infer<typeof infrastructureSchema>;

const startedSchema = z.object({ type: z.literal('started'), ...identity, at: z.string() });

/** One line of trials.ndjson. */
export const journalLineSchema = z.discriminatedUnion('type', [startedSchema, infrastructureSchema, trialRecordSchema]);
export type JournalLine = z.infer<typeof journalLineSchema>;
