import type { Page } from 'playwright-core';
import { type Deadline, DeadlineExceeded, shownAddress } from '../../../base/index.ts';
import { containsText } from '../../page-world/text/comparable.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { untraced } from '../../playwright/untraced.ts';
import type { PageSession } from '../page-session.ts';

/** How a step names a tab; one of these. */
export interface TabName {
  index?: number | undefined;
  title?: string | undefined;
  url_contains?: string | undefined;
  opener?: boolean | undefined;
}

/** Titles change without an event. */
const LOOK_AGAIN_MS = 50;

/**
 * The one tab with this name, as soon as there is one. Throws STEP_FAILED with reason tab_not_found if none opens
 * at the deadline, or when several fit.
 */
export async function findTab(session: PageSession, name: TabName, deadline: Deadline): Promise<Page> {
  const { tabSet } = session;
  let found: readonly Page[] = [];
  try {
    for (;;) {
      await session.tabsReady(deadline);
      found = await matching(session, name, deadline);
      const [only] = found;
      if (only !== undefined && found.length === 1) return only;
      await deadline.pause(LOOK_AGAIN_MS);
    }
  } catch (error) {
    if (!(error instanceof DeadlineExceeded)) throw error;
    const open = tabSet.list().map((tab) => `${tab.index} (${shownAddress(tab.url) || 'an empty page'})`);
    const known = `Open tabs: ${open.join(', ') || 'none'}.`;
    const message =
      found.length > 1
        ? `${found.length} tabs have ${wordsOf(name)}: name the one that is meant. ${known}`
        : `There is no tab with ${wordsOf(name)}. ${known}`;
    throw pageFailure('tab_not_found', message, { cause: error });
  }
}

async function matching({ tabSet }: PageSession, name: TabName, deadline: Deadline): Promise<readonly Page[]> {
  const { index, title, url_contains: part } = name;
  if (index !== undefined) return tabSet.open.slice(index, index + 1);
  if (part !== undefined) return tabSet.open.filter((page) => page.url().includes(part));
  if (title === undefined) return [tabSet.openerOfActive()].filter((page) => page !== undefined);
  const wanted = title.toLowerCase();
  const titled = await Promise.all(
    tabSet.open.map(async (page) => {
      // A tab that is loading or hangs has no title yet.
      const shown = await deadline.race(untraced(page, () => page.title())).catch(() => '');
      return containsText(shown.toLowerCase(), wanted) ? [page] : [];
    }),
  );
  deadline.throwIfEnded();
  return titled.flat();
}

function wordsOf({ index, title, url_contains: part }: TabName): string {
  if (index !== undefined) return `the index ${index}`;
  if (part !== undefined) return `"${part}" in its address`;
  return title === undefined ? 'the active tab as its child: the active tab was not opened by another one' : `"${title}" in its title`;
}
