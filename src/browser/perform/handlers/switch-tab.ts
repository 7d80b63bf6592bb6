import { shownAddress } from '../../../base/index.ts';
import { findTab } from '../../session/tabs/find-tab.ts';
import type { Handler } from '../action.ts';

export const switchTab: Handler<'switch_tab'> = async (name, { session, deadline }) => {
  const page = await findTab(session, name, deadline);
  await session.tabSet.choose(page, deadline);
  return { text: `Tab ${session.tabSet.open.indexOf(page)} is active: ${shownAddress(session.currentUrl())}` };
};
