import type { Frame } from 'playwright-core';
import { type Deadline, DeadlineExceeded, errorMessage } from '../../base/index.ts';
import { callInMainWorld } from '../page-world/bridge/main-world.ts';
import { loadedFrames } from '../playwright/loaded-frames.ts';
import { isReplaced } from '../playwright/playwright-errors.ts';
import { untraced } from '../playwright/untraced.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession } from '../session/page-session.ts';

/**
 * Some changes are no DOM change that an observer of the document sees (styles, shadow roots): the page is checked
 * again after this time.
 */
const LOOK_AGAIN_MS = 100;
/** How much longer than `maxMs` a page may take to answer. A page whose timers do not run never answers. */
const LATE_MS = 1_000;

/**
 * Resolves to true when the active page (its frames included) changes, navigates or is replaced, to false after a short
 * time without a change. A page that has broken its timers or observers counts as unchanged.
 */
export async function nextChange(session: BrowserSession, deadline: Deadline, maxMs = LOOK_AGAIN_MS): Promise<boolean> {
  assertPageSession(session);
  await session.tabsReady(deadline);
  const page = session.page();
  using limit = deadline.within(maxMs + LATE_MS, 'a change of the page');
  const watch = (frame: Frame) =>
    untraced(page, () => callInMainWorld(frame, 'nextChange', maxMs)).catch((error: unknown) => {
      deadline.log.debug('a frame could not be watched', { error: errorMessage(error) });
      // The document went away (a navigation, a removed frame): that is a change. If the page is dead, page() throws
      // why.
      return isReplaced(error) || limit.pause(maxMs).then(() => false);
    });
  try {
    const changed = await limit.race(Promise.race([page.mainFrame(), ...loadedFrames(page)].map(watch)));
    session.page();
    return changed;
  } catch (error) {
    if (deadline.signal.aborted || !(error instanceof DeadlineExceeded)) throw error;
    session.page();
    return false;
  }
}
