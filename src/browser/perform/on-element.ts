import type { Locator } from 'playwright-core';
import { locate, locator, type Place } from '../elements/locate.ts';
import { lastResolved } from '../elements/resolving/last-resolved.ts';
import { resolveSelector } from '../elements/resolving/resolve-selector.ts';
import { isStrictViolation } from '../playwright/playwright-errors.ts';
import { actionTimeout } from '../playwright/timeout-within.ts';
import type { ActionRun } from './action.ts';

/** Passed to each Playwright call to end it with the deadline. */
export interface CallOptions {
  timeout: number;
  signal: AbortSignal;
}

/**
 * Acts on the one element that a selector means. A selector that was resolved just before (for a step, or for the guard of clicks) is
 * used as it was found; others are resolved first, and so are all when Playwright finds duplicates. Nothing is retried once the page may
 * have been changed.
 */
export async function onElement<T>(
  run: ActionRun,
  selector: string,
  act: (element: Locator, options: CallOptions, place: Place) => Promise<T>,
): Promise<T> {
  const { session, deadline, attempt } = run;
  const call = async (place: Place) => {
    attempt.place = place;
    return act(locator(place), { timeout: actionTimeout(deadline), signal: deadline.signal }, place);
  };
  const resolved = async () => locate(session, (await resolveSelector(session, [selector], deadline)).selector, deadline);
  attempt.selector = selector;
  const known = lastResolved(session, selector);
  if (known === undefined) return call(await resolved());
  try {
    return await call(await locate(session, known, deadline));
  } catch (error) {
    if (!isStrictViolation(error)) throw error;
    return call(await resolved());
  }
}
