import { z } from 'zod';
import { guardrailOverridesSchema } from './guardrail-settings.ts';

export const MAX_DIRECTIVE_CHARS = 10_000;

export const EXECUTION_MODES = ['hybrid_auto', 'playbook_only', 'agent_only'] as const;
export const THINKING_LEVELS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;

/** How a run folder is filled. */
export const recordingSchema = z.strictObject({
  trace: z.boolean().default(true),
  screenshots: z.boolean().default(true),
});
export type RecordingSettings = z.infer<typeof recordingSchema>;

const jsonValue = z.union([z.string(), z.number(), z.boolean()]);

/**
 * Everything a run needs to know, as it crosses a process. Credentials and proxy passwords are plain strings only here, on the
 * wire; the first thing a receiver does is to wrap them in Secret. Wire names stay snake_case.
 */
export const runConfigSchema = z.strictObject({
  directive: z.string().min(1).max(MAX_DIRECTIVE_CHARS),
  run_id: z.string().min(1).max(200).optional(),
  /** Id of a playbook; without it the directive is matched against the tags of all. */
  playbook: z.string().min(1).optional(),
  playbook_params: z.record(z.string(), jsonValue).default({}),
  execution_mode: z.enum(EXECUTION_MODES).default('hybrid_auto'),
  /** http(s) URL. Its origin is `{base_url}` in playbooks unless a parameter of that name is given. */
  start_url: z.url({ protocol: /^https?$/ }).optional(),
  /** Names and values, for example username and password. A playbook says `{credential:password}`. */
  credentials: z.record(z.string(), z.string()).default({}),
  guardrails: guardrailOverridesSchema.default({}),
  recording: recordingSchema.default({ trace: true, screenshots: true }),
  timeout_seconds: z.number().positive().max(3600).default(600),
  max_steps: z.int().min(1).max(200).default(50),
  /** Input and output tokens of the agent together; it stops with a summary when they are used up. */
  max_tokens: z.int().min(1).optional(),
  max_cost_usd: z.number().positive().optional(),
  /** `provider:model`; without it the environment decides (ROTE_MODEL). */
  model: z.string().optional(),
  utility_model: z.string().optional(),
  thinking: z.enum(THINKING_LEVELS).default('medium'),
  /** Name of a file in the profiles folder. */
  profile: z.string().optional(),
  display: z.strictObject({ width: z.int().min(320).max(3840), height: z.int().min(240).max(2160) }).default({ width: 1280, height: 800 }),
  /** An upstream proxy; the run's own egress proxy connects through it. */
  proxy: z.strictObject({ server: z.string(), username: z.string().optional(), password: z.string().optional() }).optional(),
  /** JSON schema of the `data` that an agent's answer must have. */
  output_schema: z.record(z.string(), z.unknown()).optional(),
});
export type RunConfig = z.infer<typeof runConfigSchema>;
export type RunConfigInput = z.input<typeof runConfigSchema>;
