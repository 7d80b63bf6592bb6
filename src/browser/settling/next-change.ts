import type { Frame } from 'playwright-core';
import { type Deadline, errorMessage } from '../../base/index.ts';
import { untraced } from '../playwright/untraced.ts';
import type { BrowserSession } from '../session/browser-session.ts';

/** What may change a page without a DOM change that an observer of the document sees (styles, shadow roots) is looked at again after this long. */
const LOOK_AGAIN_MS = 100;

/** Runs in the page: resolves on the first change, or after `maxMs` without one. */
function changeInPage(maxMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const events = ['transitionend', 'animationend', 'load', 'resize', 'input'] as const;
    const done = (changed: boolean) => {
      observer.disconnect();
      clearTimeout(timer);
      for (const event of events) window.removeEventListener(event, onEvent, true);
      resolve(changed);
    };
    const onEvent = () => done(true);
    const observer = new MutationObserver(() => done(true));
    const timer = setTimeout(() => done(false), maxMs);
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    for (const event of events) window.addEventListener(event, onEvent, true);
  });
}

/**
 * Resolves when something in the active page (its frames included) changed, was navigated or replaced: true; or after a short time without
 * a change: false.
 */
export async function nextChange(session: BrowserSession, deadline: Deadline, maxMs = LOOK_AGAIN_MS): Promise<boolean> {
  await session.tabsReady(deadline);
  const page = session.page();
  const watch = (frame: Frame) =>
    untraced(page, () => frame.evaluate(changeInPage, maxMs)).catch((error: unknown) => {
      // The document went away (a navigation, a removed frame): that is a change. What killed the page is told by page().
      deadline.log.debug('a frame went away while it was watched', { error: errorMessage(error) });
      return true;
    });
  const changed = await deadline.race(Promise.race(page.frames().map(watch)));
  session.page();
  return changed;
}
