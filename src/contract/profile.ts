import { z } from 'zod';
import { commandNameSchema } from '../actions/index.ts';
import { guardrailOverridesSchema } from './guardrail-settings.ts';

/** How much a run may see and do; each includes what stands before it. Source: DESIGN.md, "Words", scope. */
export const goalTypeSchema = z.enum(['read', 'navigate', 'interact', 'fill_form']);
export type GoalType = z.infer<typeof goalTypeSchema>;

/** What a profile may say about the scope of a run that the agent drives. */
export const blinderOverridesSchema = z.strictObject({
  /** Instead of what the directive is judged to need. */
  goal_type: goalTypeSchema.optional(),
  /** Taken away from what the goal type allows; a profile cannot add actions. */
  denied_actions: z.array(commandNameSchema).optional(),
  /** Element kinds that the agent does not see, besides those of its goal type. */
  hidden_kinds: z.array(z.string().min(1)).optional(),
  /** More phrases (regular expressions, case does not matter) to redact from page text. */
  redact_patterns: z.array(z.string().min(1).refine(isRegularExpression, 'is not a regular expression')).optional(),
});
export type BlinderOverrides = z.infer<typeof blinderOverridesSchema>;

/** A file of profiles/: what is particular to one application or one kind of job. */
export const profileSchema = z.strictObject({
  name: z.string().min(1).max(100),
  description: z.string().default(''),
  /** Added to the agent's rules: the words of the application, where things are, what to beware of. */
  prompt: z.string().max(4_000).default(''),
  guardrails: guardrailOverridesSchema.default({}),
  blinders: blinderOverridesSchema.default({}),
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
