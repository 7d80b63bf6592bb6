import { z } from 'zod';
import { headerSchema } from '../records/header.ts';
import { FAILURE_CLASSES } from './failure-class.ts';

const intervalSchema = z.object({ value: z.number(), low: z.number(), high: z.number() });
const shareSchema = z.object({ hits: z.int(), of: z.int(), rate: z.number().nullable() });
/** Over scored trials; null when there are none or a value is unknown. */
const spreadSchema = z.object({ mean: z.number().nullable(), p95: z.number().nullable(), total: z.number().nullable() });
export type Spread = z.infer<typeof spreadSchema>;

export const figuresSchema = z.object({
  planned: z.int(),
  /** Trials with a verdict. */
  scored: z.int(),
  passed: z.int(),
  /** Trials without a verdict because the infrastructure failed in every attempt. */
  infrastructure: z.int(),
  not_run: z.int(),
  /** With Wilson's 95 % interval; null when nothing was scored. */
  pass_rate: intervalSchema.nullable(),
  /** `any`: at least one of k passes; `all`: all of k pass. Means over the cases that have k trials. */
  pass_at: z.array(z.object({ k: z.int(), any: z.number(), all: z.number() })),
  duration_ms: spreadSchema,
  actions: spreadSchema,
  input_tokens: spreadSchema,
  output_tokens: spreadSchema,
  cost_usd: spreadSchema,
  /** Passed with a playbook only, of the trials that could use one. */
  deterministic: shareSchema,
  /** Handed over to an agent, of the trials that started with a playbook. */
  handoff: shareSchema,
  /** Passed after a handoff, of the trials that were handed over. */
  rescue: shareSchema,
  failures: z.partialRecord(z.enum(FAILURE_CLASSES), z.int()),
  /** Attempts in which the infrastructure failed, including retried ones. */
  infrastructure_attempts: z.int(),
});
export type Figures = z.infer<typeof figuresSchema>;

export const trialScoreSchema = z.object({
  trial: z.int(),
  outcome: z.enum(['passed', 'failed', 'infrastructure', 'not_run']),
  failure_class: z.enum(FAILURE_CLASSES).nullable(),
  unmet: z.array(z.object({ expectation: z.string(), message: z.string() })),
  infrastructure: z.array(z.string()),
  /** Null when there was no run. */
  run_id: z.string().nullable(),
  has_trace: z.boolean(),
  started_at: z.string().nullable(),
  status: z.string().nullable(),
  driver: z.string().nullable(),
  summary: z.string(),
  duration_ms: z.number(),
  actions: z.int(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  cost_usd: z.number().nullable(),
  handoff: z.boolean(),
});
export type TrialScore = z.infer<typeof trialScoreSchema>;

export const caseScoreSchema = z.object({
  id: z.string(),
  directive: z.string(),
  playbook: z.string().nullable(),
  execution_mode: z.string(),
  tags: z.array(z.string()),
  metadata: z.record(z.string(), z.unknown()),
  passed: z.boolean(),
  /** Why the case as a whole did not pass. */
  problems: z.array(z.string()),
  figures: figuresSchema,
  trials: z.array(trialScoreSchema),
});
export type CaseScore = z.infer<typeof caseScoreSchema>;

/** `report.json`. */
export const evalReportSchema = z.object({
  format: z.literal('rote-eval-report'),
  version: z.literal(1),
  suite: z.object({ name: z.string(), description: z.string(), file: z.string(), hash: z.string() }),
  /** Every case passed and every trial has a verdict. */
  passed: z.boolean(),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
  sessions: headerSchema.shape.sessions,
  models: z.array(z.string()),
  prices: headerSchema.shape.prices,
  /** What a reader should know before believing the numbers. */
  notes: z.array(z.string()),
  figures: figuresSchema,
  tags: z.array(z.object({ tag: z.string(), cases: z.int(), figures: figuresSchema })),
  cases: z.array(caseScoreSchema).min(1),
});
export type EvalReport = z.infer<typeof evalReportSchema>;
