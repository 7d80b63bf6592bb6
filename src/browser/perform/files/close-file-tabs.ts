import type { Deadline } from '../../../base/index.ts';
import type { PageSession } from '../../session/page-session.ts';

/** A tab that shows no page: still empty, or only a file. */
const NO_PAGE = /^(:|about:blank|blob:.*)?$/;

/** Closes the tabs that opened only to bring a file: the tab with the page is active again. */
export async function closeFileTabs(session: PageSession, newestBefore: number, deadline: Deadline): Promise<void> {
  const { tabSet } = session;
  const opened = tabSet.open.filter((page) => tabSet.numberOf(page) > newestBefore && NO_PAGE.test(page.url()));
  await Promise.all(opened.map((page) => tabSet.close(page, deadline)));
}
