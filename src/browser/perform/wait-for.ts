import { z } from 'zod';
import { type Verified, waitForText, waitGone, waitUrlContains, waitVisible } from '../elements/verification.ts';
import { pageFailure } from '../playwright/page-failure.ts';
import { type ActionDefinition, selectorSchema, timed } from './action.ts';

const schema = z
  .strictObject({
    selector: selectorSchema.optional(),
    state: z.enum(['visible', 'gone']).default('visible').describe("Of the selector's element"),
    text: z.string().min(1).max(1_000).optional().describe('Text that has to be on the page'),
    url_contains: z.string().min(1).max(2_000).optional(),
    ...timed,
  })
  .refine((input) => input.selector !== undefined || input.text !== undefined || input.url_contains !== undefined, {
    error: 'needs something to wait for: selector, text or url_contains (waiting for a time is not possible)',
  });

/** Waits for what is named, all of it together; never for a time. */
export const waitFor: ActionDefinition<z.infer<typeof schema>> = {
  name: 'wait_for',
  description: 'Wait until an element is visible or gone, a text is on the page, or the address contains something.',
  schema,
  defaultTimeoutMs: 15_000,
  async perform({ selector, state, text, url_contains }, { session, deadline }) {
    const waits: Promise<Verified>[] = [];
    if (selector !== undefined) {
      waits.push(state === 'gone' ? waitGone(session, selector, deadline) : waitVisible(session, selector, deadline));
    }
    if (text !== undefined) waits.push(waitForText(session, text, deadline));
    if (url_contains !== undefined) waits.push(waitUrlContains(session, url_contains, deadline));
    for (const result of await Promise.all(waits))
      if (!result.ok) throw pageFailure('timeout', result.reason, { details: { performed: 'no' } });
    return { text: 'What was waited for is there.' };
  },
};
