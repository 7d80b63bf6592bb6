import { z } from 'zod';
import { timeoutMs } from '../../../actions/index.ts';
import { TEXT_MATCHES } from '../../../contract/index.ts';

const nonEmpty = z.string().min(1);

/** Names of values: parameters, store_as, captures. */
export const nameSchema = z
  .string()
  .max(60)
  .regex(/^[A-Za-z_]\w*$/, 'must consist of letters, digits and underscores, and not begin with a digit');

/** Selectors of one element, probed together; the first in order (primary, then fallbacks) that is visible wins. */
export const selectorChainSchema = z
  .strictObject({
    primary: nonEmpty.describe('A Playwright selector'),
    fallbacks: z.array(nonEmpty).max(20).default([]).describe('Looked up with the first; the first in order that is visible wins'),
    description: z.string().optional().describe('What the element is, in words: for messages and the agent'),
  })
  .meta({ id: 'selector', title: 'Selector' });
export type SelectorChain = z.infer<typeof selectorChainSchema>;

/** The element of a step: a chain, or one selector as plain text. It stays as the author wrote it; `selectorsOf` reads both. */
export const stepSelectorSchema = z.union([nonEmpty.describe('A Playwright selector'), selectorChainSchema]);
export type StepSelector = z.infer<typeof stepSelectorSchema>;

const EXPECTATIONS = [
  'expect_url_contains',
  'expect_element_visible',
  'expect_element_gone',
  'expect_text_on_page',
  'expect_text_gone',
  'expect_value',
  'expect_count',
  'expect_download',
  'expect_response',
  'expect_output_contains',
  'expect_dialog',
] as const;

const status = z.int().min(100).max(599);

const countSchema = z
  .strictObject({
    selector: nonEmpty,
    is: z.int().min(0).optional().describe('Exactly this number'),
    min: z.int().min(0).optional(),
    max: z.int().min(0).optional(),
  })
  .refine(({ is, min, max }) => (is === undefined) !== (min === undefined && max === undefined), {
    error: 'needs either "is" or a bound ("min", "max")',
  });

const valueSchema = z.strictObject({ selector: nonEmpty, value: z.string() });

const responseSchema = z.strictObject({
  url_contains: nonEmpty.describe('A part of the address'),
  method: z
    .string()
    .regex(/^[A-Za-z]+$/, 'must be an HTTP method')
    .optional(),
  status: z
    .union([status, z.array(status).min(1)])
    .optional()
    .describe('Without it, any below 400'),
});

const dialogAnswerSchema = z.union([
  z.enum(['accept', 'dismiss']),
  z
    .strictObject({
      accept: z.boolean().default(true).describe('false: dismiss it'),
      expect_text: nonEmpty.optional().describe('What the dialog must say, as whole words; otherwise it is dismissed and the step fails'),
      answer: z.string().optional().describe('What to type into a prompt; without it, the text that the page suggests'),
    })
    .refine(({ accept, answer }) => accept || answer === undefined, { error: 'has an answer, but dismisses the dialog' }),
]);

/** How to answer the native dialogs that a step raises: one, or several in order. */
export const stepDialogSchema = z
  .union([dialogAnswerSchema, z.array(dialogAnswerSchema).min(1).max(20)])
  .meta({ id: 'dialog', title: 'Dialog' });
export type StepDialog = z.infer<typeof stepDialogSchema>;

/** One expectation of a kind, or several that must hold together. */
const oneOrMore = <Schema extends z.ZodType>(schema: Schema) => z.union([schema, z.array(schema).min(1).max(20)]);
const texts = oneOrMore(nonEmpty);

/** Everything given must hold within `timeout_ms`. */
export const verifySchema = z
  .strictObject({
    expect_url_contains: texts.optional(),
    expect_element_visible: texts.optional().describe('A selector, or a list of selectors that must all match something visible'),
    expect_element_gone: texts.optional(),
    expect_text_on_page: texts.optional().describe('A text, or a list of texts that the page must all show'),
    expect_text_gone: texts.optional(),
    expect_value: z
      .union([nonEmpty, ...oneOrMore(valueSchema).options])
      .optional()
      .describe("What the step's field holds, or the field of a selector, or several of those"),
    expect_count: oneOrMore(countSchema).optional().describe('How many elements are visible'),
    expect_download: texts.optional().describe('A file whose name contains this was saved'),
    expect_response: oneOrMore(responseSchema).optional().describe('The application answered a request of the page like this'),
    match: z
      .enum(TEXT_MATCHES)
      .optional()
      .describe(
        'How expect_text_on_page and expect_text_gone are looked for: as whole words (default), as a part of anything, or as an exact line, block or cell',
      ),
    expect_output_contains: texts.optional().describe('What the output of the step contains; of a download, the text of its file'),
    expect_dialog: texts.optional().describe('Text of a native dialog that appeared during the step'),
    timeout_ms: timeoutMs.default(5000),
  })
  .refine((verify) => EXPECTATIONS.some((name) => verify[name] !== undefined), {
    error: `needs at least one of ${EXPECTATIONS.join(', ')}`,
  })
  .refine((verify) => verify.match === undefined || verify.expect_text_on_page !== undefined || verify.expect_text_gone !== undefined, {
    error: 'has "match", which says how a text is looked for, without expect_text_on_page or expect_text_gone',
  })
  .meta({ id: 'verify', title: 'Verification' });
export type Verify = z.infer<typeof verifySchema>;
