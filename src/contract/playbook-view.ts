import { z } from 'zod';
import { guardrailOverridesSchema } from './guardrail-settings.ts';

/** A playbook as the service lists it. */
export const playbookSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  parameters: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      description: z.string(),
      required: z.boolean(),
      pattern: z.string().nullable(),
      default: z.union([z.string(), z.number(), z.boolean()]).nullable(),
    }),
  ),
  auth_required: z.boolean(),
  /** Names that it asks for as `{credential:name}`. */
  credentials: z.array(z.string()),
  guardrails: guardrailOverridesSchema,
  steps: z.array(z.object({ step: z.int(), action: z.string(), description: z.string(), effect: z.string() })),
});
export type PlaybookSummary = z.infer<typeof playbookSummarySchema>;

/** The body of GET /playbooks/{id}. */
export const playbookDetailSchema = playbookSummarySchema.extend({ file: z.string(), yaml: z.string() });
export type PlaybookDetail = z.infer<typeof playbookDetailSchema>;

/** The body of GET /playbooks. `problems`: files that are no playbooks, and why. */
export const playbookListSchema = z.object({
  playbooks: z.array(playbookSummarySchema),
  problems: z.array(z.object({ file: z.string(), line: z.int(), column: z.int(), message: z.string() })),
});
