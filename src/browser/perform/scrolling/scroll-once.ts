import { locator, type Place } from '../../elements/locate.ts';
import { askDocument } from '../../page-world/bridge/ask.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import type { Scrolled, Scrolling } from '../../page-world/readers/document/scroll-box.ts';
import { actionTimeout } from '../../playwright/timeout-within.ts';
import { nextChange } from '../../settling/next-change.ts';
import type { ActionRun } from '../action.ts';

/** What one turn of the wheel moves. */
const WHEEL_PX = 400;

/**
 * Scrolls a box once; undefined if the page has no such box. What is drawn as if it scrolled (a canvas, a list that a script moves) has no
 * scroll position, so the wheel is turned over it: then `moved` is what the wheel did, if the page shows something else after it.
 */
export async function scrollOnce(
  { session, deadline }: ActionRun,
  { within, ...scrolling }: Scrolling & { within: Place | undefined },
): Promise<Scrolled | undefined> {
  if (within === undefined) return askDocument(session.page(), 'scrollBox', scrolling, deadline);
  const scrolled = await evaluateAll(within, 'scrollBox', scrolling, deadline);
  if (scrolled !== undefined) return scrolled;
  const { mouse } = session.page();
  const { direction } = scrolling;
  const px = (scrolling.amount ?? WHEEL_PX) * (direction === 'up' || direction === 'left' || direction === 'top' ? -1 : 1);
  const before = await evaluateAll(within, 'readShownText', undefined, deadline);
  await locator(within).hover({ timeout: actionTimeout(deadline), signal: deadline.signal });
  await deadline.race(direction === 'left' || direction === 'right' ? mouse.wheel(px, 0) : mouse.wheel(0, px));
  await nextChange(session, deadline);
  if ((await evaluateAll(within, 'readShownText', undefined, deadline)) === before) return undefined;
  return { moved: Math.abs(px), below: 0, name: `"${within.selector}"`, last: '' };
}
