import { z } from 'zod';

/**
 * The limits of one run. A run config, a playbook and a profile use the same names; a playbook may widen the limits of the run,
 * and that is logged. See docs/guardrails.md.
 */
export const guardrailSettingsSchema = z.strictObject({
  allowed_domains: z
    .array(z.string().min(1))
    .nullable()
    .describe('The only domains the run may use: globs such as `*.example.com`, which includes `example.com`. null: any public domain.')
    .default(null),
  blocked_domains: z
    .array(z.string().min(1))
    .describe('Domains to block, besides the built-in list of banking, government, mail, payment and social domains.')
    .default([]),
  allow_private_networks: z.boolean().describe('Whether private and loopback addresses are allowed.').default(false),
  max_urls_visited: z.int().min(1).max(10_000).describe('Most pages the run may visit.').default(50),
  max_consecutive_errors: z.int().min(1).max(100).describe('Errors in a row after which the run ends.').default(5),
  enable_llm_action_check: z
    .boolean()
    .describe('Whether clicks are judged: by patterns, and for an agent also by a model. Native dialogs of agents always are.')
    .default(true),
  stuck_window_size: z.int().min(2).max(100).describe('Actions that the stuck detector compares.').default(12),
  stuck_repeat_hint: z.int().min(2).max(100).describe('Repetitions after which the agent gets a hint.').default(3),
  stuck_repeat_warn: z.int().min(2).max(100).describe('Repetitions after which the agent gets a warning.').default(5),
  stuck_repeat_stop: z.int().min(2).max(100).describe('Repetitions after which the run ends.').default(7),
  stuck_cycle_max_length: z.int().min(2).max(10).describe('Longest cycle of actions that is detected.').default(3),
  stuck_cycle_repeats: z.int().min(2).max(20).describe('Times a cycle may repeat.').default(3),
  stuck_revisit_gap: z.int().min(1).max(50).describe('Actions between two visits of a page that count as a return.').default(5),
  stuck_failure_cluster_window: z.int().min(1).max(100).describe('Recent actions in which failures are counted.').default(5),
  stuck_failure_cluster_threshold: z.int().min(1).max(100).describe('Failures in that window that count as stuck.').default(3),
});
export type GuardrailSettings = z.infer<typeof guardrailSettingsSchema>;

/** What a playbook, a profile or a run config may set: any part of the settings, without defaults. */
export const guardrailOverridesSchema = z.strictObject(
  Object.fromEntries(Object.entries(guardrailSettingsSchema.shape).map(([name, field]) => [name, field.removeDefault().optional()])) as {
    [K in keyof typeof guardrailSettingsSchema.shape]: z.ZodOptional<
      ReturnType<(typeof guardrailSettingsSchema.shape)[K]['removeDefault']>
    >;
  },
);
export type GuardrailOverrides = z.infer<typeof guardrailOverridesSchema>;

export const defaultGuardrails: GuardrailSettings = guardrailSettingsSchema.parse({});
