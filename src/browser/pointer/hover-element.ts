import type { Deadline } from '../../base/index.ts';
import { locator, type Place } from '../elements/locate.ts';
import { evaluateAll } from '../page-world/bridge/evaluate-all.ts';
import type { PageSession } from '../session/page-session.ts';

/**
 * Moves the pointer onto an element, once it can be reached. A pointer that is on it already leaves first: pages react to its arrival.
 * Every later call leaves it where it is, until an action moves it.
 */
export async function hoverElement(
  session: PageSession,
  place: Place,
  options: { timeout: number; signal: AbortSignal; force?: boolean },
  deadline: Deadline,
): Promise<void> {
  if (await evaluateAll(place, 'isUnderPointer', undefined, deadline)) await deadline.race(session.page().mouse.move(0, 0));
  await locator(place).hover(options);
}
