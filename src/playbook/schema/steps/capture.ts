import { z } from 'zod';
import { ACTIONS } from '../../../actions/index.ts';
import { nameSchema, stepSelectorSchema } from './step-parts.ts';

const nonEmpty = z.string().min(1);
const MAX_VALUES = 50;

const pattern = nonEmpty
  .max(1000)
  .optional()
  .describe('A JavaScript regular expression: group 1, else the whole match, is the value. It is an error if nothing matches');
const secret = z
  .boolean()
  .optional()
  .describe('true: the value is a secret, which is used but never written into events, report, log or trace');

/** A value of the page, read like a step `extract`. */
const pageValueSchema = z.strictObject({
  selector: stepSelectorSchema.optional().describe('Without it: the whole page, or with mode url its address'),
  mode: ACTIONS.extract.fields.mode.unwrap().exclude(['table']).default('text').describe('As in extract'),
  attribute: ACTIONS.extract.fields.attribute.describe('With mode attribute: its name'),
  pattern,
  store_as: nameSchema,
  secret,
});
export type PageValue = z.infer<typeof pageValueSchema>;

/** A part of what the step returned: the answer of a request, the result of a script, a text. */
const outputValueSchema = z
  .strictObject({
    json_path: nonEmpty.optional().describe('The output is JSON: where the value is, such as items[0].id'),
    pattern,
    store_as: nameSchema,
    secret,
  })
  .refine((value) => value.json_path !== undefined || value.pattern !== undefined, {
    error: 'needs json_path, pattern or both; store_as of the step keeps the whole output',
  });
export type OutputValue = z.infer<typeof outputValueSchema>;

/** Values that are read after the login (or on the start page), or after a step. A missing value is an error that names it. */
const shape = {
  cookies: z
    .array(
      z.strictObject({
        name: nonEmpty,
        /** Without it: the host of the page. */
        domain: nonEmpty.optional(),
        store_as: nameSchema,
      }),
    )
    .max(MAX_VALUES)
    .default([])
    .describe('Always secrets'),
  storage: z
    .array(z.strictObject({ scope: z.enum(['local', 'session']), key: nonEmpty, store_as: nameSchema }))
    .max(MAX_VALUES)
    .default([])
    .describe('Values of localStorage and sessionStorage; always secrets'),
  page: ACTIONS.extract.rules
    .reduce((schema, { holds, error }) => schema.refine((value) => holds(value), { error }), pageValueSchema as z.ZodType<PageValue>)
    .array()
    .max(MAX_VALUES)
    .default([])
    .describe('Texts, values, attributes and addresses of the page'),
};

export const captureSchema = z.strictObject({
  ...shape,
  static_headers: z.record(z.string(), z.string()).default({}).describe('Sent with every api_request of the playbook'),
});
type Capture = z.infer<typeof captureSchema>;

const output = z
  .array(outputValueSchema)
  .max(MAX_VALUES)
  .default([])
  .describe('Parts of the output of the step, such as the answer of a request');
const whenVerified = 'Values that are read once the step is done and verified, for later steps';

/** For a step, whose action returns something or does not. */
export const stepCaptureSchemas = {
  withOutput: z
    .strictObject({ ...shape, output })
    .optional()
    .describe(whenVerified),
  withoutOutput: z.strictObject(shape).meta({ id: 'page_capture', title: 'Capture' }).optional().describe(whenVerified),
};
export type StepCapture = Omit<Capture, 'static_headers'> & { output?: OutputValue[] | undefined };

/** Names of values that are secrets wherever they are used, as captured cookies and storage values are. */
export function secretNames(capture: Pick<Capture, 'cookies' | 'storage'> | undefined): string[] {
  return [...(capture?.cookies ?? []), ...(capture?.storage ?? [])].map(({ store_as: name }) => name);
}

/** The names of everything that is captured. */
export function capturedNames(capture: StepCapture | undefined): string[] {
  return [...secretNames(capture), ...[...(capture?.page ?? []), ...(capture?.output ?? [])].map(({ store_as: name }) => name)];
}
