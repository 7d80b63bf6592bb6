import { type Deadline, errorMessage, stoppable } from '../../../base/index.ts';
import type { BrowserSession } from '../../session/browser-session.ts';
import { assertPageSession, type PageSession } from '../../session/page-session.ts';
import { type TabLook, useTabThat } from './use-tab-that.ts';

/**
 * While something is waited for on the active tab: if another tab has it and the active one has not, that tab becomes
 * active, so that the wait ends there. With a single tab it costs nothing. End it with `using`. `newerThan`: see
 * useTabThat.
 */
export function watchTabs(session: BrowserSession, has: TabLook, deadline: Deadline, newerThan = 0): Disposable {
  assertPageSession(session);
  const own = stoppable(deadline, 'a look at the tabs');
  watch(session, has, own.deadline, newerThan).catch((error: unknown) =>
    deadline.log.debug('the tabs are no longer watched', { error: errorMessage(error) }),
  );
  return own;
}

async function watch(session: PageSession, has: TabLook, deadline: Deadline, newerThan: number): Promise<void> {
  for (;;) {
    const next = session.tabSet.next();
    try {
      if ((await useTabThat(session, has, deadline, { newerThan })) !== 'alone') return;
      await deadline.race(next.opened);
    } finally {
      next.cancel();
    }
  }
}
