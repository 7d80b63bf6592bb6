import type { Frame } from 'playwright-core';
import type { Deadline } from '../../base/index.ts';
import { timeoutWithin } from '../playwright/timeout-within.ts';
import { untraced } from '../playwright/untraced.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession } from '../session/page-session.ts';
import { APPEARS_WITHIN_MS } from './describe-element.ts';
import { ENTER_FRAME, locate, locator } from './locate.ts';
import { resolveSelector } from './resolving/resolve-selector.ts';

/**
 * The address of the frame that holds the element of a selector or ref. A frame without an address (about:blank,
 * srcdoc) has that of its parent, as in the browser. Throws like resolveSelector.
 */
export async function frameUrlOf(session: BrowserSession, selector: string, deadline: Deadline): Promise<string> {
  assertPageSession(session);
  using own = deadline.within(APPEARS_WITHIN_MS, `looking for "${selector}"`);
  const resolved = await resolveSelector(session, [selector], own);
  const place = await locate(session, resolved.selector, own);
  const ownerFrame = async (): Promise<Frame | null> => {
    const element = await locator(place).elementHandle({ timeout: timeoutWithin(own) });
    const frame = await element?.ownerFrame();
    await element?.dispose();
    return frame ?? null;
  };
  // A handle of an element costs eleven round trips and Playwright's script in the page's own world.
  const isInside = place.selector.includes(ENTER_FRAME);
  let frame: Frame | null = isInside ? await own.race(untraced(place.frame, ownerFrame)) : place.frame;
  while (frame?.url().startsWith('about:')) frame = frame.parentFrame();
  return frame?.url() ?? '';
}
