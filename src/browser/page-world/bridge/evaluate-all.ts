import type { Deadline } from '../../../base/index.ts';
import { ENTER_FRAME, locator, type Place } from '../../elements/locate.ts';
import { timeoutWithin } from '../../playwright/timeout-within.ts';
import { untraced } from '../../playwright/untraced.ts';
import type { Answer, Argument, ReaderName } from '../readers/index.ts';
import { ask, askDocument, readerSelector } from './ask.ts';
import { commandSelector } from './register-engine.ts';

/** A frame that is not there now is not waited for. */
const FRAME_WITHIN_MS = 500;

/**
 * What a reader makes of everything that a place matches right now, nothing included. One call, not in the trace, in Playwright's own world of
 * the page: the page cannot see it or bend what it finds, and nothing has to be loaded into the page for it.
 * Throws what Playwright throws for a selector it cannot read or a page that is being replaced, or the deadline's reason.
 */
export async function evaluateAll<Name extends ReaderName>(
  place: Place,
  reader: Name,
  argument: Argument<Name>,
  deadline: Deadline,
): Promise<Answer<Name>> {
  const inFrame = place.selector.lastIndexOf(ENTER_FRAME);
  if (inFrame !== -1) {
    const frame = { ...place, selector: place.selector.slice(0, inFrame) };
    const found = await deadline.race(untraced(place.frame, () => locator(frame).count()));
    if (found === 0) return askDocument(place.frame, reader, argument, deadline);
  }
  const orNobody = `internal:or=${JSON.stringify(commandSelector({ do: 'nobody' }))}`;
  const limitMs = inFrame === -1 ? Number.POSITIVE_INFINITY : FRAME_WITHIN_MS;
  const timeoutMs = Math.min(timeoutWithin(deadline), limitMs);
  return ask(place.frame, `${place.selector} >> ${orNobody} >> ${readerSelector(reader, argument)}`, timeoutMs, deadline);
}
