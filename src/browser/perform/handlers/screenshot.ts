import { shownAddress } from '../../../base/index.ts';
import type { Handler } from '../action.ts';

export const screenshot: Handler<'screenshot'> = async (_input, { session, deadline }) => {
  const image = await session.screenshot(deadline);
  return { text: `A picture of ${shownAddress(session.currentUrl())} was taken.`, image };
};
