import { z } from 'zod';
import { timeoutMs } from '../../actions/index.ts';
import { browserSettingsShape, guardrailOverridesSchema, readRuleSchema } from '../../contract/index.ts';
import { captureSchema } from './steps/capture.ts';
import { nameSchema, stepDialogSchema } from './steps/step-parts.ts';
import { stepSchema } from './steps/step-schema.ts';

const nonEmpty = z.string().min(1);

const parameterSchema = z.strictObject({
  name: nameSchema,
  type: z
    .enum(['string', 'int', 'selector_text'])
    .default('string')
    .describe('int: a whole number; selector_text: the text of an element, on one line of at most 500 characters'),
  pattern: nonEmpty
    .max(1000)
    .optional()
    .describe('A JavaScript regular expression, tried on the directive: group 1, else the whole match, is the value'),
  description: z.string().default('').describe('Shown when the value is missing'),
  inject_into: z
    .union([nonEmpty, z.array(nonEmpty).min(1)])
    .optional()
    .describe('Paths such as steps.0.params.text that get the value; steps are counted from 0'),
  default: z.union([z.string(), z.number(), z.boolean()]).optional().describe('Used when the value is neither given nor found'),
  required: z.boolean().default(true).describe('false: the parameter may have no value'),
});
export type Parameter = z.infer<typeof parameterSchema>;

const authSchema = z.strictObject({
  mode: z.literal('form_login'),
  login_url: nonEmpty,
  /** How a successful login is recognised; everything given must hold. */
  success: z
    .strictObject({ cookie_present: nonEmpty.optional(), url_contains: nonEmpty.optional(), element_visible: nonEmpty.optional() })
    .refine((success) => Object.values(success).some((given) => given !== undefined), {
      error: 'needs at least one of cookie_present, url_contains, element_visible',
    }),
  /** Without them the login form is found by its password field. */
  username_selector: nonEmpty.optional(),
  password_selector: nonEmpty.optional(),
  submit_selector: nonEmpty.optional(),
  /** Further fields of the form, for example a tenant. */
  fields: z.array(z.strictObject({ selector: nonEmpty, text: z.string() })).default([]),
  close: z
    .union([nonEmpty, z.array(nonEmpty).min(1).max(20)])
    .optional()
    .describe('Selectors of what closes layers over the form, such as news: each is clicked if it is visible'),
  timeout_ms: timeoutMs
    .optional()
    .describe('How long each part of the login may take: opening its page, each field, and the answer (default: 15000 for the answer)'),
  dialog: stepDialogSchema
    .optional()
    .describe('How to answer native dialogs during the login and on the start page; without it: dismissed'),
});
export type Auth = z.infer<typeof authSchema>;

/** One playbook file. `parsePlaybook` checks what a schema cannot: placeholders, the order of names, inject paths. */
export const playbookSchema = z.strictObject({
  id: z
    .string()
    .max(100)
    .regex(/^[A-Za-z0-9][\w-]*$/, 'must consist of letters, digits, dashes and underscores')
    .describe('What --playbook takes'),
  name: nonEmpty.describe('A short name, for people'),
  description: z.string().default('').describe('For people, and for the agent that takes over'),
  tags: z.array(nonEmpty.max(200)).max(100).default([]).describe('How a directive finds the playbook: as whole words; the longest wins'),
  parameters: z.array(parameterSchema).max(100).default([]).describe('Values that differ from run to run'),
  auth_required: z.boolean().default(false).describe('true: log in as described in auth before the first step'),
  auth: authSchema.optional().describe('How to log in'),
  capture: captureSchema.optional().describe('Values that are read after the login for later steps'),
  ...browserSettingsShape,
  start_url: nonEmpty.optional().describe('Opened before the first step; without it, the address given with --start-url'),
  // A copy: the API registers a name for the original, which would appear in this schema too.
  guardrails: guardrailOverridesSchema.extend({}).default({}).describe('Limits of this playbook'),
  reads: z
    .array(readRuleSchema)
    .max(50)
    .default([])
    .describe('Requests of the application that only read although their method may change something: they are no effects'),
  steps: z.array(stepSchema).min(1, { error: 'is empty: a playbook needs at least one step' }).max(500),
  summary: z.string().optional().describe('What the user reads after success; may contain {parameter} and {store_as} placeholders'),
});
export type Playbook = z.infer<typeof playbookSchema>;
