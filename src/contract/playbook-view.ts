import { z } from 'zod';
import { guardrailOverridesSchema } from './guardrail-settings.ts';

const parameterSchema = z.object({
  name: z.string().describe('Name of the parameter.'),
  type: z.string().describe('Type of its value.'),
  description: z.string().describe('What the value means.'),
  required: z.boolean().describe('Whether a run must give a value.'),
  pattern: z.string().nullable().describe('Regular expression that the value must match; null if there is none.'),
  default: z.union([z.string(), z.number(), z.boolean()]).nullable().describe('Value if a run gives none; null if there is none.'),
});

const stepSchema = z.object({
  step: z.int().describe('Number of the step, from 1.'),
  action: z.string().describe('Action of the step.'),
  description: z.string().describe('What the step does.'),
  effect: z.string().describe('`write` if the step changes something in the application, else `none`.'),
});

/** A playbook as the service lists it. */
export const playbookSummarySchema = z.object({
  id: z.string().describe('Id of the playbook.'),
  name: z.string().describe('Name of the playbook, for people.'),
  description: z.string().describe('What the playbook does.'),
  tags: z.array(z.string()).describe('Words by which directives are matched.'),
  parameters: z.array(parameterSchema).describe('Values that a run gives to the playbook.'),
  auth_required: z.boolean().describe('Whether the playbook logs in.'),
  credentials: z.array(z.string()).describe('Names that the playbook uses as `{credential:name}`.'),
  guardrails: guardrailOverridesSchema.describe('Limits that the playbook sets.'),
  steps: z.array(stepSchema).describe('The steps, in order.'),
});
export type PlaybookSummary = z.infer<typeof playbookSummarySchema>;

/** The body of GET /playbooks/{id}. */
export const playbookDetailSchema = playbookSummarySchema.extend({
  file: z.string().describe('File name, without a folder.'),
  yaml: z.string().describe('Text of the file.'),
});
export type PlaybookDetail = z.infer<typeof playbookDetailSchema>;

/** The body of GET /playbooks. */
export const playbookListSchema = z.object({
  playbooks: z.array(playbookSummarySchema).describe('The valid playbooks.'),
  problems: z
    .array(
      z.object({
        file: z.string().describe('File name, without a folder.'),
        line: z.int().describe('Line in the file, from 1.'),
        column: z.int().describe('Column in the line, from 1.'),
        message: z.string().describe('What is wrong.'),
      }),
    )
    .describe('Files that are not valid playbooks, and why.'),
});
