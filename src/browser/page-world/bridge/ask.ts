import type { Page } from 'playwright-core';
import type { Deadline } from '../../../base/index.ts';
import { RoteError } from '../../../contract/index.ts';
import { firstLine } from '../../playwright/playwright-errors.ts';
import { untraced } from '../../playwright/untraced.ts';

/**
 * What the in-page room answers to the command at the end of a selector. Kept out of the trace, whose reader did not ask for it. Throws
 * Playwright's error when nothing matches in time, and the deadline's reason.
 */
export async function ask<T>(page: Page, selector: string, timeoutMs: number, deadline: Deadline): Promise<T> {
  const answer = await deadline
    .race(untraced(page, () => page.locator(selector).textContent({ timeout: timeoutMs })))
    .catch((cause: unknown) => {
      deadline.throwIfEnded();
      if (/reading 'query(?:All)?'/.test(firstLine(cause))) {
        throw new RoteError('INTERNAL_ERROR', 'This page was in use before the observation was prepared: open it again.', { cause });
      }
      throw cause;
    });
  return JSON.parse(answer ?? 'null') as T;
}
