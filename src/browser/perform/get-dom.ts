import { RoteError } from '../../contract/index.ts';
import type { Handler } from './action.ts';

/** Shows the page, or a part of it unfolded. An agent's scope is applied by whoever observes for it; this one sees everything. */
export const getDom: Handler<'get_dom'> = async ({ selector, offset, max_tokens }, { session, deadline }) => {
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
};
