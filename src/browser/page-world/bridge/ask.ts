import type { ElementHandle, Frame, Page } from 'playwright-core';
import type { Deadline } from '../../../base/index.ts';
import { RoteError } from '../../../contract/index.ts';
import { firstLine } from '../../playwright/playwright-errors.ts';
import { timeoutWithin } from '../../playwright/timeout-within.ts';
import { untraced } from '../../playwright/untraced.ts';
import type { Answer, Argument, ReaderName } from '../readers/index.ts';
import { ANSWER, commandSelector } from './register-engine.ts';

let calls = 0;

/** The selector of a question to a reader, to be put behind the elements that it is about. */
export function readerSelector<Name extends ReaderName>(reader: Name, argument: Argument<Name>): string {
  calls += 1;
  return commandSelector({ do: 'read', call: calls, reader, argument });
}

/**
 * What the page world answers to the command at the end of a selector. Kept out of the trace, whose reader did not ask for it. Throws
 * Playwright's error when nothing matches in time, and the deadline's reason.
 */
export async function ask<T>(page: Page | Frame, selector: string, timeoutMs: number, deadline: Deadline): Promise<T> {
  const answer = await deadline
    .race(untraced(page, () => page.locator(selector).getAttribute(ANSWER, { timeout: timeoutMs, signal: deadline.signal })))
    .catch((cause: unknown) => {
      deadline.throwIfEnded();
      if (/reading 'query(?:All)?'/.test(firstLine(cause))) {
        throw new RoteError('INTERNAL_ERROR', 'This page was in use before the observation was prepared: open it again.', { cause });
      }
      throw cause;
    });
  return (answer === null ? undefined : JSON.parse(answer)) as T;
}

/** Asks a reader about a whole document; a document that is being replaced is asked when the next one is there. */
export function askDocument<Name extends ReaderName>(
  frame: Page | Frame,
  reader: Name,
  argument: Argument<Name>,
  deadline: Deadline,
): Promise<Answer<Name>> {
  return ask(frame, readerSelector(reader, argument), timeoutWithin(deadline), deadline);
}

/** Asks a reader about one element. */
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
