import { z } from 'zod';

/**
 * The limits within which one run moves. Same names in a run config, a playbook and a profile; a playbook may widen what the run
 * gave, and that is logged. Source: DESIGN.md, "Guardrails".
 */
export const guardrailSettingsSchema = z.strictObject({
  /** Globs such as `example.com` or `*.example.com` (which covers `example.com` too). null = any public domain. */
  allowed_domains: z.array(z.string().min(1)).nullable().default(null),
  /** Added to the built-in list of banking, government, mail, payment and social domains. */
  blocked_domains: z.array(z.string().min(1)).default([]),
  allow_private_networks: z.boolean().default(false),
  max_urls_visited: z.int().min(1).max(10_000).default(50),
  max_consecutive_errors: z.int().min(1).max(100).default(5),
  enable_llm_action_check: z.boolean().default(true),
  stuck_window_size: z.int().min(2).max(100).default(12),
  stuck_repeat_hint: z.int().min(2).max(100).default(3),
  stuck_repeat_warn: z.int().min(2).max(100).default(5),
  stuck_repeat_stop: z.int().min(2).max(100).default(7),
  stuck_cycle_max_length: z.int().min(2).max(10).default(3),
  stuck_cycle_repeats: z.int().min(2).max(20).default(3),
  stuck_revisit_gap: z.int().min(1).max(50).default(5),
  stuck_failure_cluster_window: z.int().min(1).max(100).default(5),
  stuck_failure_cluster_threshold: z.int().min(1).max(100).default(3),
});
export type GuardrailSettings = z.infer<typeof guardrailSettingsSchema>;

/** What a playbook, a profile or a run config may say: any part of the settings, without defaults. */
export const guardrailOverridesSchema = z.strictObject(
  Object.fromEntries(Object.entries(guardrailSettingsSchema.shape).map(([name, field]) => [name, field.removeDefault().optional()])) as {
    [K in keyof typeof guardrailSettingsSchema.shape]: z.ZodOptional<
      ReturnType<(typeof guardrailSettingsSchema.shape)[K]['removeDefault']>
    >;
  },
);
export type GuardrailOverrides = z.infer<typeof guardrailOverridesSchema>;

export const defaultGuardrails: GuardrailSettings = guardrailSettingsSchema.parse({});
