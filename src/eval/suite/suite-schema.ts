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
  /** Destructive clicks of the agent are confirmed, as a person would. Default false: they are refused, because nobody is there to ask. */
  confirm_destructive: z.boolean().optional(),
  /** Trace and screenshots of each trial. Default true. */
  record: z.boolean().optional(),
  expect: expectSchema.optional(),
};
const caseFieldsSchema = z.strictObject(caseShape);
export type CaseFields = z.infer<typeof caseFieldsSchema>;

const authoredCaseSchema = z.strictObject({ id: idSchema, directive: z.string().min(1).max(MAX_DIRECTIVE_CHARS), ...caseShape });
export type AuthoredCase = z.infer<typeof authoredCaseSchema>;

/** An application that is started for the suite, one for each trial that runs at the same time, and ended with it. */
const startedTargetSchema = z.strictObject({
  ...commandShape,
  /** Ends it, besides ending the program itself. */
  stop: commandShape.run.optional(),
  timeout_ms: commandShape.timeout_ms.unwrap().default(180_000),
});
export type StartedTarget = z.infer<typeof startedTargetSchema>;

const sharedTargetSchema = z.object({ url: nonEmpty }).catchall(z.string());
export type SharedTarget = z.infer<typeof sharedTargetSchema>;

export const targetSchema = z.union([
  /** One that the command line knows: `sample`. */
  idSchema,
  /** One that runs already and is shared by all trials. Further names are `{{target.name}}`. */
  sharedTargetSchema,
  startedTargetSchema,
]);
export type Target = z.infer<typeof targetSchema>;

export function isStarted(target: Target | undefined): target is StartedTarget {
  return typeof target === 'object' && !('url' in target);
}

/** One suite file, as it is written. */
export const suiteSchema = z.strictObject({
  name: z.string().min(1).max(200),
  description: z.string().default(''),
  target: targetSchema.optional(),
  /** Folders, relative to the suite's; the command line's go before. */
  playbooks: nonEmpty.optional(),
  profiles: nonEmpty.optional(),
  /** How often a trial is made again after a failure of the infrastructure. */
  infrastructure_retries: z.int().min(0).max(10).default(2),
  /** Trials at the same time do not disturb each other, although they share the target. */
  parallel_safe: z.boolean().default(false),
  defaults: caseFieldsSchema.default({}),
  cases: z.array(authoredCaseSchema).min(1, { error: 'is empty: a suite needs at least one case' }).max(10_000),
});
export type AuthoredSuite = z.infer<typeof suiteSchema>;
