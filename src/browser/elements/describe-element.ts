import type { Deadline } from '../../base/index.ts';
import type { ElementDescription } from '../page-world/readers/read-facts.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { resolveSelector } from './resolving/resolve-selector.ts';

/** An element that is missing after this time is an error; the action on it would wait and then fail the same way. */
export const APPEARS_WITHIN_MS = 10_000;

/**
 * Describes the element that an action on this selector would act on; waits for it when it is missing, so no action
 * reaches an element that was not described. Throws like resolveSelector.
 */
export async function describeElement(session: BrowserSession, selector: string, deadline: Deadline): Promise<ElementDescription> {
  using own = deadline.within(APPEARS_WITHIN_MS, `looking for "${selector}"`);
  return (await resolveSelector(session, [selector], own, { reveals: true })).element;
}
