import { shownAddress } from '../../../base/index.ts';
import { RoteError } from '../../../contract/index.ts';
import { findTab } from '../../session/tabs/find-tab.ts';
import type { Handler } from '../action.ts';

/** Closes a tab; when it was the active one, its opener becomes active. */
export const closeTab: Handler<'close_tab'> = async ({ action: _action, timeout_ms: _timeoutMs, ...name }, { session, deadline }) => {
  const { tabSet } = session;
  const isNamed = Object.values(name).some((given) => given !== undefined && given !== false);
  const page = isNamed ? await findTab(session, name, deadline) : session.page();
  if (tabSet.open.length === 1) throw new RoteError('VALIDATION_FAILED', 'The only open tab cannot be closed: a run needs one.');
  const url = page.url();
  await tabSet.close(page, deadline);
  return { text: `Closed the tab ${shownAddress(url)}. The active tab is ${shownAddress(session.currentUrl())}` };
};
