import { z } from 'zod';
import { TEXT_MATCHES } from '../../../contract/index.ts';

const nonEmpty = z.string().min(1);

const CONDITIONS = ['element_visible', 'element_gone', 'text_on_page', 'url_contains', 'value'] as const;
const COMPARISONS = ['equals', 'matches', 'one_of'] as const;

/** When a step is needed. One look at the settled page, or a comparison of a stored value; it waits for nothing. */
export const conditionSchema = z
  .strictObject({
    element_visible: nonEmpty.optional().describe('Something visible matches this selector'),
    element_gone: nonEmpty.optional().describe('Nothing visible matches this selector'),
    text_on_page: nonEmpty.optional().describe('The page shows this text, as whole words'),
    match: z.enum(TEXT_MATCHES).optional().describe('How text_on_page is looked for: as in verify'),
    url_contains: nonEmpty.optional().describe('The address contains this'),
    value: z.string().optional().describe("A text such as '{status}', for equals, matches or one_of; empty if no step has stored it"),
    equals: z.string().optional().describe('The value is this; case counts'),
    matches: nonEmpty.max(1000).optional().describe('A JavaScript regular expression that matches anywhere in the value'),
    one_of: z.array(z.string()).min(1).max(100).optional().describe('The value is one of these'),
  })
  .refine((when) => given(when, CONDITIONS) === 1, { error: `needs exactly one of ${CONDITIONS.join(', ')}` })
  .refine((when) => given(when, COMPARISONS) === (when.value === undefined ? 0 : 1), {
    error: `needs exactly one of ${COMPARISONS.join(', ')} with value, and none without it`,
  })
  .refine(({ match, text_on_page }) => match === undefined || text_on_page !== undefined, {
    error: 'has "match", which says how a text is looked for, without text_on_page',
  })
  .meta({ id: 'condition', title: 'Condition' });
export type Condition = z.infer<typeof conditionSchema>;

function given(when: Readonly<Record<string, unknown>>, names: readonly string[]): number {
  return names.filter((name) => when[name] !== undefined).length;
}
