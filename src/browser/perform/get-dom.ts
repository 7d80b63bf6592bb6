import { z } from 'zod';
import { RoteError } from '../../contract/index.ts';
import { type ActionDefinition, selectorSchema, timed } from './action.ts';

const schema = z.strictObject({
  selector: selectorSchema.optional().describe('Only this part of the page, unfolded'),
  offset: z.int().min(0).optional().describe('With a selector: rows, entries or lines to leave out at the start'),
  max_tokens: z.int().min(50).max(20_000).optional(),
  ...timed,
});

/** Shows the page, or a part of it unfolded. An agent's scope is applied by whoever observes for it; this one sees everything. */
export const getDom: ActionDefinition<z.infer<typeof schema>> = {
  name: 'get_dom',
  description: 'Show the page, or a folded part of it (a table, a list) unfolded.',
  schema,
  defaultTimeoutMs: 10_000,
  async perform({ selector, offset, max_tokens }, { session, deadline }) {
    if (session.observer === undefined) throw new RoteError('INTERNAL_ERROR', 'This session has no observer.');
    const observation = await session.observer.observe(
      {
        ...(selector !== undefined && { root: selector }),
        ...(offset !== undefined && { offset }),
        ...(max_tokens !== undefined && { maxTokens: max_tokens }),
      },
      deadline,
    );
    return { text: `What ${selector ?? 'the page'} shows:`, output: observation.text };
  },
};
