import type { Deadline } from '../../../base/index.ts';
import { locator, type Place } from '../../elements/locate.ts';
import { timeoutWithin } from '../../playwright/timeout-within.ts';
import { untraced } from '../../playwright/untraced.ts';
import { type InPageReader, readerSelector } from './in-page-readers.ts';

const ENTERS_FRAME = ' >> internal:control=enter-frame >> ';
/** A frame that is not there now is not waited for. */
const FRAME_WITHIN_MS = 500;

/**
 * Runs one of the in-page readers on everything that a place matches right now, nothing included. One call, not in the trace, in Playwright's
 * own world of the page: the page cannot see it or bend what it finds, and nothing has to be loaded into the page for it.
 * Throws what Playwright throws for a selector it cannot read or a page that is being replaced, or the deadline's reason.
 */
export async function evaluateAll<Argument, Result>(
  place: Place,
  reader: InPageReader<Argument, Result>,
  argument: Argument,
  deadline: Deadline,
): Promise<Result> {
  const inFrame = place.selector.lastIndexOf(ENTERS_FRAME);
  if (inFrame !== -1) {
    const frame = { ...place, selector: place.selector.slice(0, inFrame) };
    if ((await deadline.race(untraced(place.frame, () => locator(frame).count()))) === 0) return reader([], argument);
  }
  const one = place.frame.locator(readerSelector(place.selector, reader.name, argument));
  const limitMs = inFrame === -1 ? Number.POSITIVE_INFINITY : FRAME_WITHIN_MS;
  const timeout = Math.min(timeoutWithin(deadline), limitMs);
  const answer = await deadline.race(untraced(place.frame, () => one.getAttribute('answer', { timeout, signal: deadline.signal })));
  return answer === null ? (undefined as Result) : (JSON.parse(answer) as Result);
}
