import type { Page } from 'playwright-core';
import { type Deadline, DeadlineExceeded } from '../../../base/index.ts';
import type { BrowserSession } from '../../session/browser-session.ts';
import { assertPageSession, type PageSession } from '../../session/page-session.ts';
import { viewOfTab } from '../../session/tabs/view-of-tab.ts';
import { nextChange } from '../../settling/next-change.ts';
import { becomesQuiet } from '../../settling/settle.ts';

/** A tab that loads or hangs is not looked at for longer, unless it is the active one. */
const OTHER_ANSWERS_WITHIN_MS = 3_000;
/** A tab is at rest when nothing is loading and its document has not changed for this long … */
const QUIET_MS = 120;
/** … and one that never rests gives way after this time, unless it waits for a document. */
const RESTLESS_MS = 3_000;

/** One look at a tab. A tab that cannot be asked has not got it. */
export type TabLook = (view: BrowserSession, deadline: Deadline) => Promise<boolean>;

/**
 * Makes the tab active that has what a look is for: the active one first, then those that it opened, its opener, and
 * the others, the newest first. An earlier tab gives way to a later one only when it is at rest and has not got it.
 * `alone`: no other tab is open, or the driver chose the active one by name; finding that out costs nothing. `late`: the
 * deadline ended first. `newerThan`: only tabs with a higher number than this one are considered.
 */
export async function useTabThat(
  session: BrowserSession,
  has: TabLook,
  deadline: Deadline,
  { newerThan = 0 }: { newerThan?: number } = {},
): Promise<'found' | 'alone' | 'late'> {
  assertPageSession(session);
  let heldSince: number | undefined;
  try {
    for (;;) {
      await session.tabsReady(deadline);
      const active = session.page();
      const others = session.tabSet.alternatives(newerThan);
      if (others.length === 0) return 'alone';
      if (await has(session, deadline)) return 'found';
      const held = await Promise.all(others.map((page) => lookAt(session, page, has, deadline)));
      const found = others[held.indexOf(true)];
      if (found === undefined) {
        heldSince = undefined;
        await nextChange(session, deadline);
        continue;
      }
      heldSince ??= performance.now();
      const earlier = [active, ...others.slice(0, others.indexOf(found))];
      const isLate = performance.now() - heldSince > RESTLESS_MS;
      const rests = await Promise.all(earlier.map((page) => isAtRest(session, page, isLate, deadline)));
      if (await has(session, deadline)) return 'found';
      if (!rests.every(Boolean) || found.isClosed()) continue;
      session.tabSet.use(found);
      return 'found';
    }
  } catch (error) {
    if (error === deadline.signal.reason && error instanceof DeadlineExceeded) return 'late';
    throw error;
  }
}

async function lookAt(session: PageSession, page: Page, has: TabLook, deadline: Deadline): Promise<boolean> {
  using own = deadline.within(OTHER_ANSWERS_WITHIN_MS, 'a look at another tab');
  try {
    return await own.race(has(viewOfTab(session, page), own));
  } catch {
    deadline.throwIfEnded();
    return false;
  }
}

async function isAtRest(session: PageSession, page: Page, isLate: boolean, deadline: Deadline): Promise<boolean> {
  if (session.isLoading(page)) {
    if (!isLate) await deadline.pause(QUIET_MS);
    return isLate && !session.isWaitingForDocument(page);
  }
  if (isLate) return true;
  using own = deadline.within(RESTLESS_MS, 'a tab to rest');
  const quiet = await becomesQuiet(page, QUIET_MS, own).catch(() => true);
  deadline.throwIfEnded();
  return quiet && !session.isLoading(page);
}
