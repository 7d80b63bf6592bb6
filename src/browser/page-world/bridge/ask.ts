import type { ElementHandle, Frame, Page } from 'playwright-core';
import type { Deadline } from '../../../base/index.ts';
import { RoteError } from '../../../contract/index.ts';
import { firstLine } from '../../playwright/playwright-errors.ts';
import { timeoutWithin } from '../../playwright/timeout-within.ts';
import { untraced } from '../../playwright/untraced.ts';
import type { Answer, Argument, ReaderName } from '../readers/index.ts';
import { ANSWER, commandSelector } from './register-engine.ts';

/** A page that has not answered after this time is kept busy by a script. */
export const ANSWERS_WITHIN_MS = 10_000;

let calls = 0;

/** The selector that calls a reader; append it to the selector of the elements to read. */
export function readerSelector<Name extends ReaderName>(reader: Name, argument: Argument<Name>): string {
  calls += 1;
  return commandSelector({ do: 'read', call: calls, reader, argument });
}

/**
 * Returns the page world's answer to the command at the end of a selector. The call stays out of the trace. Throws
 * Playwright's error when nothing matches in time, or the deadline's reason.
 */
export async function ask<T>(page: Page | Frame, selector: string, timeoutMs: number, deadline: Deadline): Promise<T> {
  const answer = await deadline
    .race(untraced(page, () => page.locator(selector).getAttribute(ANSWER, { timeout: timeoutMs, signal: deadline.signal })))
    .catch((cause: unknown) => {
      deadline.throwIfEnded();
      if (/reading 'query(?:All)?'/.test(firstLine(cause))) {
        throw new RoteError('INTERNAL_ERROR', 'This page was used before the selector engine was registered: open it again.', { cause });
      }
      throw cause;
    });
  return (answer === null ? undefined : JSON.parse(answer)) as T;
}

/**
 * Calls a reader for a whole document. During a navigation, it waits for the new document. Throws DeadlineExceeded when
 * the document does not answer within 10 s, even if the deadline has more time.
 */
export async function askDocument<Name extends ReaderName>(
  frame: Page | Frame,
  reader: Name,
  argument: Argument<Name>,
  deadline: Deadline,
): Promise<Answer<Name>> {
  using own = deadline.within(ANSWERS_WITHIN_MS, 'an answer of the page');
  return await ask(frame, readerSelector(reader, argument), timeoutWithin(own), own);
}

/** Calls a reader for one element. */
export async function askElement<Name extends ReaderName>(
  element: ElementHandle,
  reader: Name,
  argument: Argument<Name>,
  deadline: Deadline,
): Promise<Answer<Name>> {
  const asked = untraced(element, async () => {
    const holder = await element.$(readerSelector(reader, argument));
    return holder === null ? null : holder.getAttribute(ANSWER);
  });
  const answer = await deadline.race(asked);
  return (answer === null ? undefined : JSON.parse(answer)) as Answer<Name>;
}
