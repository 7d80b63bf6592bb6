import { z } from 'zod';
import { timeoutMs } from '../../actions/index.ts';
import { TEXT_MATCHES } from '../../contract/index.ts';

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

const EXPECTATIONS = [
  'expect_url_contains',
  'expect_element_visible',
  'expect_element_gone',
  'expect_text_on_page',
  'expect_output_contains',
  'expect_dialog',
] as const;

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

/** Everything given must hold within `timeout_ms`. */
export const verifySchema = z
  .strictObject({
    expect_url_contains: nonEmpty.optional(),
    expect_element_visible: nonEmpty.optional(),
    expect_element_gone: nonEmpty.optional(),
    expect_text_on_page: nonEmpty.optional(),
    match: z
      .enum(TEXT_MATCHES)
      .optional()
      .describe(
        'How expect_text_on_page is looked for: as whole words (default), as a part of anything, or as an exact line, block or cell',
      ),
    /** Of the output of an extract, evaluate or api_request step. */
    expect_output_contains: nonEmpty.optional(),
    expect_dialog: nonEmpty.optional().describe('Text of a native dialog that appeared during the step'),
    timeout_ms: timeoutMs.default(5000),
  })
  .refine((verify) => EXPECTATIONS.some((name) => verify[name] !== undefined), {
    error: `needs at least one of ${EXPECTATIONS.join(', ')}`,
  })
  .refine((verify) => verify.match === undefined || verify.expect_text_on_page !== undefined, {
    error: 'has "match", which says how expect_text_on_page is looked for, without that text',
  })
  .meta({ id: 'verify', title: 'Verification' });
export type Verify = z.infer<typeof verifySchema>;
