import { type Deadline, errorMessage } from '../../base/index.ts';
import { untraced } from '../playwright/untraced.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession } from '../session/page-session.ts';
import { locate, locator } from './locate.ts';

/**
 * Whether what `selector` (or a ref) means is, or lies in, or holds an element that one of `others` matches; with `form`, also whether the form
 * does in which it lies. What cannot be looked up, because it is not there or not a selector, is not the same.
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
      const both = [
        locator(target).and(frame.locator(place.selector)),
        locator(target).locator(frame.locator(place.selector)),
        frame.locator(place.selector).locator(locator(target)),
        ...(form ? [locator(target).locator('xpath=ancestor::form').locator(frame.locator(place.selector))] : []),
      ];
      for (const one of both) if ((await deadline.race(untraced(frame, () => one.count()))) > 0) return true;
    } catch (problem) {
      deadline.throwIfEnded();
      deadline.log.debug('a selector could not be compared', { error: errorMessage(problem) });
    }
  }
  return false;
}
