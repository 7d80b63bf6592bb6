import { z } from 'zod';
import { runReportSchema } from '../../contract/index.ts';

/** What a check found at the target; whether that is right is decided by scoring. */
export const observationSchema = z.object({
  /** Of the check's own question, without what is expected: an answer is found again for a changed expectation. */
  key: z.string(),
  /** HTTP status, or exit code of a command. */
  status: z.int().optional(),
  /** What was answered, or at the json_path; absent when there was nothing. Long texts are cut. */
  value: z.json().optional(),
  cut: z.boolean().optional(),
  /** Of a page: whether it showed what was expected; `reason`: if not, why. */
  holds: z.boolean().optional(),
  reason: z.string().optional(),
  bytes: z.int().optional(),
});
export type CheckObservation = z.infer<typeof observationSchema>;

const identity = { case_id: z.string(), trial: z.int().min(1), attempt: z.int().min(1), run_id: z.string() };

/** A trial that was carried out to its end, with everything that scoring needs. */
export const trialRecordSchema = z.object({
  type: z.literal('finished'),
  ...identity,
  started_at: z.string(),
  finished_at: z.string(),
  /** Of the run: its artifacts are told apart. */
  report: runReportSchema,
  /** Actions of the browser, logins included. */
  actions: z.int().min(0),
  /** An agent took over from a playbook. */
  handoff: z.boolean(),
  has_trace: z.boolean(),
  /** `provider:model` of the calls, each once. */
  models: z.array(z.string()),
  observations: z.array(observationSchema),
  /** What the placeholders in the case's expectations stood for. */
  values: z.record(z.string(), z.string()),
});
export type TrialRecord = z.infer<typeof trialRecordSchema>;

/** An attempt that says nothing about what is evaluated: the target, the browser or this machine failed. */
const infrastructureSchema = z.object({
  type: z.literal('infrastructure'),
  ...identity,
  at: z.string(),
  reason: z.string(),
  cost_usd: z.number().nullable(),
});
export type InfrastructureRecord = z.infer<typeof infrastructureSchema>;

const startedSchema = z.object({ type: z.literal('started'), ...identity, at: z.string() });

/** A line of trials.ndjson. */
export const journalLineSchema = z.discriminatedUnion('type', [startedSchema, infrastructureSchema, trialRecordSchema]);
export type JournalLine = z.infer<typeof journalLineSchema>;
