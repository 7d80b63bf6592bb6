import { z } from 'zod';
import { guardrailOverridesSchema, MAX_DIRECTIVE_CHARS, runConfigSchema } from '../../contract/index.ts';
import { commandShape, setupStepSchema } from './call-schema.ts';
import { expectSchema } from './expect-schema.ts';

const config = runConfigSchema.shape;
const nonEmpty = z.string().min(1);
const idSchema = z
  .string()
  .max(80)
  .regex(/^[A-Za-z0-9][\w-]*$/, 'must consist of letters, digits, dashes and underscores');

/** US dollars a million tokens. `cached`: input read from the provider's cache; without it they cost as others do. */
export const tokenPricesSchema = z.strictObject({
  input: z.number().min(0),
  output: z.number().min(0),
  cached: z.number().min(0).optional(),
});
export type TokenPrices = z.infer<typeof tokenPricesSchema>;

/** Where credentials come from. `target`: user and password of the suite's target. A value: `{{env.NAME}}`, `{ env: NAME }`, or plain text. */
export const credentialsSchema = z.union([
  z.literal('target'),
  z.strictObject({ file: nonEmpty }),
  z.record(z.string().regex(/^[\w.-]+$/), z.union([z.string(), z.strictObject({ env: nonEmpty })])),
]);
export type CredentialsSource = z.infer<typeof credentialsSchema>;

/** What a case may say, and `defaults` for all cases. */
const caseShape = {
  playbook: nonEmpty.optional(),
  playbook_params: config.playbook_params.unwrap().optional(),
  execution_mode: config.execution_mode.unwrap().optional(),
  trials: z.int().min(1).max(10_000).optional(),
  benchmark_tags: z.array(z.string().min(1).max(60)).optional(),
  start_url: nonEmpty.optional(),
  max_steps: config.max_steps.unwrap().optional(),
  thinking: config.thinking.unwrap().optional(),
  output_schema: config.output_schema,
  profile: nonEmpty.optional(),
  credentials: credentialsSchema.optional(),
  allow_private_networks: z.boolean().optional(),
  guardrails: guardrailOverridesSchema.optional(),
  token_prices: tokenPricesSchema.optional(),
  metadata: z.record(z.string(), z.json()).optional(),
  setup: z.union([setupStepSchema.transform((step) => [step]), z.array(setupStepSchema)]).optional(),
  timeout_seconds: config.timeout_seconds.unwrap().optional(),
  model: nonEmpty.optional(),
  utility_model: nonEmpty.optional(),
  max_tokens: config.max_tokens,
  max_cost_usd: config.max_cost_usd,
  /** Confirms destructive clicks of the agent. Default false: they are refused, because there is no person to ask. */
  confirm_destructive: z.boolean().optional(),
  /** Records a trace and screenshots of each trial. Default true. */
  record: z.boolean().optional(),
  expect: expectSchema.optional(),
};
const caseFieldsSchema = z.strictObject(caseShape);
export type CaseFields = z.infer<typeof caseFieldsSchema>;

const authoredCaseSchema = z.strictObject({ id: idSchema, directive: z.string().min(1).max(MAX_DIRECTIVE_CHARS), ...caseShape });
export type AuthoredCase = z.infer<typeof authoredCaseSchema>;

/** An application that is started for the evaluation, one per parallel trial, and stopped at its end. */
const startedTargetSchema = z.strictObject({
  ...commandShape,
  /** A command that stops it, in addition to killing the program. */
  stop: commandShape.run.optional(),
  timeout_ms: commandShape.timeout_ms.unwrap().default(180_000),
});
export type StartedTarget = z.infer<typeof startedTargetSchema>;

const sharedTargetSchema = z.object({ url: nonEmpty }).catchall(z.string());
export type SharedTarget = z.infer<typeof sharedTargetSchema>;

export const targetSchema = z.union([
  /** The name of a target that the command line knows: `sample`. */
  idSchema,
  /** An application that is already running, shared by all trials. Other keys are available as `{{target.KEY}}`. */
  sharedTargetSchema,
  startedTargetSchema,
]);
export type Target = z.infer<typeof targetSchema>;

export function isStarted(target: Target | undefined): target is StartedTarget {
  return typeof target === 'object' && !('url' in target);
}

/** A suite file as written. */
export const suiteSchema = z.strictObject({
  name: z.string().min(1).max(200),
  description: z.string().default(''),
  target: targetSchema.optional(),
  /** Folders relative to the suite's folder. The command line takes precedence. */
  playbooks: nonEmpty.optional(),
  profiles: nonEmpty.optional(),
  /** How often a trial is retried after an infrastructure failure. */
  infrastructure_retries: z.int().min(0).max(10).default(2),
  /** Parallel trials do not interfere with each other, although they share the target. */
  parallel_safe: z.boolean().default(false),
  defaults: caseFieldsSchema.default({}),
  cases: z.array(authoredCaseSchema).min(1, { error: 'is empty: a suite needs at least one case' }).max(10_000),
});
export type AuthoredSuite = z.infer<typeof suiteSchema>;
