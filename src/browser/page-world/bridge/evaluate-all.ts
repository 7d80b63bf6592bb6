import type { Deadline } from '../../../base/index.ts';
import { ENTER_FRAME, locator, type Place } from '../../elements/locate.ts';
import { timeoutWithin } from '../../playwright/timeout-within.ts';
import { untraced } from '../../playwright/untraced.ts';
import type { Answer, Argument, ReaderName } from '../readers/index.ts';
import { ask, askDocument, readerSelector } from './ask.ts';
import { commandSelector } from './register-engine.ts';

/** Short: a missing frame is not waited for. */
const FRAME_TIMEOUT_MS = 2_000;

/**
 * Calls a reader with all current matches of a place, which may be none. One call, not in the trace, in Playwright's
 * isolated world: the page can neither notice nor change it. Throws Playwright's error for an invalid selector or a
 * navigating page, or the deadline's reason.
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
  const orPlaceholder = `internal:or=${JSON.stringify(commandSelector({ do: 'placeholder' }))}`;
  const frameTimeoutMs = inFrame === -1 ? Number.POSITIVE_INFINITY : FRAME_TIMEOUT_MS;
  const timeoutMs = Math.min(timeoutWithin(deadline), frameTimeoutMs);
  return ask(place.frame, `${place.selector} >> ${orPlaceholder} >> ${readerSelector(reader, argument)}`, timeoutMs, deadline);
}
