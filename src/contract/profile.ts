import { z } from 'zod';
import { commandNameSchema } from '../actions/index.ts';
import { browserSettingsShape } from './browser-settings.ts';
import { guardrailOverridesSchema } from './guardrail-settings.ts';
import { readRuleSchema } from './read-rule.ts';

/** How much a run may see and do, its scope; each type includes those before it. */
export const goalTypeSchema = z.enum(['read', 'navigate', 'interact', 'fill_form']);
export type GoalType = z.infer<typeof goalTypeSchema>;

/** What a profile may set about the scope of a run that the agent drives. */
export const blinderOverridesSchema = z.strictObject({
  /** Replaces the goal type inferred from the directive. */
  goal_type: goalTypeSchema.optional(),
  /** Removed from the actions that the goal type allows; a profile cannot add any. */
  denied_actions: z.array(commandNameSchema).optional(),
  /** Element kinds hidden from the agent, besides those that its goal type hides. */
  hidden_kinds: z.array(z.string().min(1)).optional(),
  /** More phrases to redact from page text: regular expressions, case-insensitive. */
  redact_patterns: z.array(z.string().min(1).refine(isRegularExpression, 'is not a regular expression')).optional(),
});
export type BlinderOverrides = z.infer<typeof blinderOverridesSchema>;

/** A file in profiles/: what is specific to one application or one kind of job. */
export const profileSchema = z.strictObject({
  name: z.string().min(1).max(100),
  description: z.string().default(''),
  /** Added to the agent's rules: the terms of the application, where things are, what to avoid. */
  prompt: z.string().max(4_000).default(''),
  guardrails: guardrailOverridesSchema.default({}),
  blinders: blinderOverridesSchema.default({}),
  /** Requests of the application that only read, although their method may change something. */
  reads: z.array(readRuleSchema).max(50).default([]),
  ...browserSettingsShape,
});
export type Profile = z.infer<typeof profileSchema>;

function isRegularExpression(source: string): boolean {
  try {
    return new RegExp(source, 'iu') instanceof RegExp;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
