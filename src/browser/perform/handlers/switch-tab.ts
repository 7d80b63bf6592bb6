import { shownAddress } from '../../../base/index.ts';
import type { Handler } from '../action.ts';

export const switchTab: Handler<'switch_tab'> = async ({ index }, { session, deadline }) => {
  await session.switchTab(index, deadline);
  return { text: `Tab ${index} is active: ${shownAddress(session.currentUrl())}` };
};
