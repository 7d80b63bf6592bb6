import { z } from 'zod';
import { browserSettingsShape } from '../browser-settings.ts';
import { guardrailOverridesSchema } from '../guardrail-settings.ts';

export const MAX_DIRECTIVE_CHARS = 10_000;

export const EXECUTION_MODES = ['hybrid_auto', 'playbook_only', 'agent_only'] as const;
export const THINKING_LEVELS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;

/** What is recorded in the run folder. */
export const recordingSchema = z.strictObject({
  trace: z.boolean().default(true).describe('Record a Playwright trace.'),
  screenshots: z.boolean().default(true).describe('Record screenshots.'),
});
export type RecordingSettings = z.infer<typeof recordingSchema>;

const jsonValue = z.union([z.string(), z.number(), z.boolean()]);

/**
 * Everything a run needs to know, as it crosses a process. Credentials and proxy passwords are plain strings only here, on the
 * wire; a receiver wraps them in Secret at once. Wire names are snake_case.
 */
export const runConfigSchema = z.strictObject({
  directive: z.string().min(1).max(MAX_DIRECTIVE_CHARS).describe('What to do, in a sentence.'),
  run_id: z.string().min(1).max(200).optional().describe('Id of the run. Omit it to get a new one.'),
  playbook: z
    .string()
    .min(1)
    .optional()
    .describe('Id of a playbook. If omitted, the directive is matched against the tags of all playbooks.'),
  playbook_params: z.record(z.string(), jsonValue).default({}).describe('Values for the parameters of the playbook.'),
  execution_mode: z
    .enum(EXECUTION_MODES)
    .default('hybrid_auto')
    .describe('`hybrid_auto`: a playbook if one fits, and an agent when it cannot continue. The others use only one of them.'),
  start_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('http(s) URL to start at. Its origin is `{base_url}` in playbooks unless a parameter of that name is given.'),
  credentials: z
    .record(z.string(), z.string())
    .default({})
    .describe('Names and values, such as username and password. A playbook uses them as `{credential:password}`. They are never shown.'),
  guardrails: guardrailOverridesSchema.default({}).describe('Limits of the run.'),
  read_only: z
    .boolean()
    .default(false)
    .describe('Nothing may be changed: the network refuses what does not only read, except the login. See docs/guardrails.md.'),
  recording: recordingSchema.default({ trace: true, screenshots: true }).describe('What to record.'),
  timeout_seconds: z.number().positive().max(3600).default(600).describe('Longest duration of the run, in seconds.'),
  max_steps: z.int().min(1).max(200).default(50).describe('Most steps an agent may take.'),
  max_tokens: z.int().min(1).optional().describe('Most input and output tokens an agent may use in total. It then stops with a summary.'),
  max_cost_usd: z.number().positive().optional().describe('Most an agent may cost, in US dollars.'),
  model: z.string().optional().describe('`provider:model` of the agent. If omitted, the service decides (ROTE_MODEL).'),
  utility_model: z
    .string()
    .optional()
    .describe('`provider:model` that judges clicks and results. If omitted, the service decides (ROTE_UTILITY_MODEL), else `model`.'),
  thinking: z.enum(THINKING_LEVELS).default('medium').describe('How much the model reasons.'),
  profile: z.string().optional().describe('Name of a file in the profiles folder of the service.'),
  display: z
    .strictObject({ width: z.int().min(320).max(3840).describe('Width.'), height: z.int().min(240).max(2160).describe('Height.') })
    .default({ width: 1280, height: 800 })
    .describe('Size of the browser window in pixels.'),
  ...browserSettingsShape,
  proxy: z
    .strictObject({
      server: z.string().describe('Its address, such as `http://proxy.example.com:3128`.'),
      username: z.string().optional().describe('User name for the proxy. Never shown.'),
      password: z.string().optional().describe('Password for the proxy. Never shown.'),
    })
    .optional()
    .describe(
      "An upstream proxy. The run's own egress proxy connects through it. It has to be public, or listed by the operator (ROTE_UPSTREAM_PROXIES).",
    ),
  output_schema: z.record(z.string(), z.unknown()).optional().describe('JSON schema that the `data` of an agent must match.'),
});
export type RunConfig = z.infer<typeof runConfigSchema>;
export type RunConfigInput = z.input<typeof runConfigSchema>;
