import { type Verified, waitForText, waitGone, waitUrlContains, waitVisible } from '../../elements/verification.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import type { Handler } from '../action.ts';

/** Waits until every given condition is met, all at the same time; never for a fixed time. */
export const waitFor: Handler<'wait_for'> = async ({ selector, state, text, url_contains }, { session, deadline }) => {
  const waits: Promise<Verified>[] = [];
  if (selector !== undefined) {
    waits.push(state === 'gone' ? waitGone(session, selector, deadline) : waitVisible(session, selector, deadline));
  }
  if (text !== undefined) waits.push(waitForText(session, text, deadline));
  if (url_contains !== undefined) waits.push(waitUrlContains(session, url_contains, deadline));
  for (const result of await Promise.all(waits)) if (!result.ok) throw pageFailure('wait_failed', result.reason);
  return { text: 'What was waited for is there.' };
};
