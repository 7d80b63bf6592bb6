import type { Deadline } from '../../base/index.ts';
import type { ElementDescription } from '../page-world/readers/read-facts.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { resolveSelector } from './resolve-selector.ts';

/** An element that is not there after this long is an error; the action on it would wait and then say the same. */
export const APPEARS_WITHIN_MS = 10_000;

/**
 * What an action on this selector would be aimed at: one look when the element is there, otherwise it is waited for, so that nothing is
 * acted on that was not described. Throws like resolveSelector.
 */
export async function describeElement(session: BrowserSession, selector: string, deadline: Deadline): Promise<ElementDescription> {
  using own = deadline.within(APPEARS_WITHIN_MS, `looking for "${selector}"`);
  return (await resolveSelector(session, [selector], own)).element;
}
