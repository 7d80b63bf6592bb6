import { z } from 'zod';
import { checkSchema } from './check-schema.ts';
import { textsSchema } from './matcher-schema.ts';

const limit = z.number().min(0);

/** The expected outcome of a trial. Everything given must hold. */
export const expectSchema = z.strictObject({
  /** Default: true, unless error_contains is given. false: the run may fail. */
  must_succeed: z.boolean().optional(),
  summary_contains: textsSchema.optional(),
  error_contains: textsSchema.optional(),
  /** In the texts that extract actions read. */
  extracted_text_contains: textsSchema.optional(),
  /** Paths into the report's data, such as `order.status`. */
  required_data_keys: z.array(z.string().min(1)).optional(),
  /** Maps a path to what its value, as text, must contain. */
  data_values_contain: z.record(z.string().min(1), z.union([textsSchema, z.number(), z.boolean()])).optional(),
  max_duration_ms: limit.optional(),
  max_actions: z.int().min(0).optional(),
  min_actions: z.int().min(0).optional(),
  max_input_tokens: z.int().min(0).optional(),
  max_output_tokens: z.int().min(0).optional(),
  max_estimated_cost_usd: limit.optional(),
  handoff: z.enum(['allow', 'require', 'forbid']).optional(),
  /** For the case: the share of its trials that must pass. Default 1. */
  min_trial_pass_rate: z.number().min(0).max(1).optional(),
  /** For the case: 95 of 100 trials must take no longer than this. */
  max_p95_duration_ms: limit.optional(),
  check: z.union([checkSchema.transform((check) => [check]), z.array(checkSchema)]).optional(),
});
export type Expect = z.infer<typeof expectSchema>;
