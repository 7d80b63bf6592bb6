import { DeadlineExceeded } from '../../../base/index.ts';
import { pageName } from '../../elements/explain-matches.ts';
import type { Place } from '../../elements/locate.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { nextChange } from '../../settling/next-change.ts';
import type { ActionRun } from '../action.ts';

/**
 * Waits while the element is inert or behind a modal dialog. Playwright does not: it would send the keys to whatever
 * has the focus and report success. Throws STEP_FAILED with reason covered when the deadline ends; nothing has been
 * typed then.
 */
export async function waitUntilFocusable({ session, deadline }: ActionRun, selector: string, place: Place): Promise<void> {
  while (await evaluateAll(place, 'isBehindDialog', undefined, deadline)) {
    try {
      await nextChange(session, deadline);
    } catch (error) {
      if (!(error instanceof DeadlineExceeded)) throw error;
      const message = `"${selector}" on ${pageName(session)} cannot be typed into: a dialog is open in front of it, or the page has made it inert.`;
      throw pageFailure('covered', message, { details: { selector }, cause: error });
    }
  }
}
