import { RoteError } from '../../../contract/index.ts';
import type { Handler } from '../action.ts';

/** Shows the page, or an expanded part of it, within the limits of the session's observer. */
export const getDom: Handler<'get_dom'> = async ({ selector, offset, max_tokens }, { session, deadline }) => {
  if (session.observer === undefined) throw new RoteError('INTERNAL_ERROR', 'This session has no observer.');
  const observation = await session.observer.observe({ root: selector, offset, maxTokens: max_tokens, requested: true }, deadline);
  return { text: `What ${selector ?? 'the page'} shows:`, output: observation.text };
};
