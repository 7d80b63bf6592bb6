import type { Frame } from 'playwright-core';
import { type Deadline, DeadlineExceeded } from '../../base/index.ts';
import { callInMainWorld } from '../page-world/bridge/main-world.ts';
import { isReplaced } from '../playwright/playwright-errors.ts';
import { untraced } from '../playwright/untraced.ts';
import type { PageSession } from '../session/page-session.ts';

/** What may change a page without a DOM change that an observer of the document sees (styles, shadow roots) is looked at again after this long. */
const LOOK_AGAIN_MS = 100;
/** How much longer than asked a page may take to answer: one whose timers do not run never does. */
const LATE_MS = 1_000;

/**
 * Resolves when something in the active page (its frames included) changed, was navigated or replaced: true; or after a short time without
 * a change: false. A page that has broken its timers or observers counts as one that does not change.
 */
export async function nextChange(session: PageSession, deadline: Deadline, maxMs = LOOK_AGAIN_MS): Promise<boolean> {
  await session.tabsReady(deadline);
  const page = session.page();
  using limit = deadline.within(maxMs + LATE_MS, 'a change of the page');
  const watch = (frame: Frame) =>
    untraced(page, () => callInMainWorld(frame, 'nextChange', maxMs)).catch((error: unknown) => {
      deadline.log.debug('a frame could not be watched', { error: String(error) });
      // The document went away (a navigation, a removed frame): that is a change. What killed the page is told by page().
      return isReplaced(error) || limit.pause(maxMs).then(() => false);
    });
  try {
    const changed = await limit.race(Promise.race(page.frames().map(watch)));
    session.page();
    return changed;
  } catch (error) {
    if (deadline.signal.aborted || !(error instanceof DeadlineExceeded)) throw error;
    session.page();
    return false;
  }
}
