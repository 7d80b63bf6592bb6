import type { Verified } from '../../elements/looks/look.ts';
import { waitForText, waitGone, waitUrlContains, waitVisible } from '../../elements/looks/verification.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import type { Handler } from '../action.ts';

/** A spinner may appear this late after what makes the page work. */
const LATE_MS = 1_500;

/** Waits until every given condition is met, all at the same time; never for a fixed time. */
export const waitFor: Handler<'wait_for'> = async ({ selector, state, text, url_contains }, { session, deadline }) => {
  const waits: Promise<Verified & { neverSeenMs?: number }>[] = [];
  if (selector !== undefined) {
    waits.push(state === 'gone' ? waitGone(session, selector, deadline, LATE_MS) : waitVisible(session, selector, deadline));
  }
  if (text !== undefined) waits.push(waitForText(session, text, deadline));
  if (url_contains !== undefined) waits.push(waitUrlContains(session, url_contains, deadline));
  const results = await Promise.all(waits);
  for (const result of results) if (!result.ok) throw pageFailure('wait_failed', result.reason);
  const neverSeenMs = results.find((result) => result.neverSeenMs !== undefined)?.neverSeenMs;
  if (neverSeenMs !== undefined) return { text: `"${selector}" was never seen; waited ${neverSeenMs} ms for it.` };
  return { text: state === 'gone' && selector !== undefined ? `"${selector}" is gone.` : 'What was waited for is there.' };
};
