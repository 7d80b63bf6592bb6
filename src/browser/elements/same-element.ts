import { type Deadline, errorMessage } from '../../base/index.ts';
import { untraced } from '../playwright/untraced.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession } from '../session/page-session.ts';
import { locate, locator } from './locate.ts';

/**
 * Whether the element of `selector` (or a ref) is, contains or is inside an element that one of `others` matches; with
 * `form`, also whether its form contains one. Missing elements and invalid selectors among `others` do not count.
 */
export async function isSameElement(
  session: BrowserSession,
  selector: string,
  others: readonly string[],
  deadline: Deadline,
  { form = false }: { form?: boolean } = {},
): Promise<boolean> {
  assertPageSession(session);
  const target = await locate(session, selector, deadline);
  for (const other of others) {
    try {
      const place = await locate(session, other, deadline);
      const { frame } = target;
      const overlaps = [
        locator(target).and(frame.locator(place.selector)),
        locator(target).locator(frame.locator(place.selector)),
        frame.locator(place.selector).locator(locator(target)),
        ...(form ? [locator(target).locator('xpath=ancestor::form').locator(frame.locator(place.selector))] : []),
      ];
      for (const overlap of overlaps) if ((await deadline.race(untraced(frame, () => overlap.count()))) > 0) return true;
    } catch (problem) {
      deadline.throwIfEnded();
      deadline.log.debug('a selector could not be compared', { error: errorMessage(problem) });
    }
  }
  return false;
}
