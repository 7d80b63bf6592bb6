import { DeadlineExceeded } from '../../../base/index.ts';
import { pageName } from '../../elements/resolving/explain-matches.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { nextChange } from '../../settling/next-change.ts';
import type { ActionRun } from '../action.ts';

/**
 * Looks until the element is neither inert nor behind a modal dialog. Playwright does not wait for that: it would send
 * the keys to whatever has the focus and report success. Throws STEP_FAILED with reason covered when the deadline ends;
 * nothing has been typed then.
 */
export async function waitUntilFocusable<Look extends { isBehindDialog: boolean }>(
  { session, deadline }: ActionRun,
  selector: string,
  look: () => Promise<Look>,
): Promise<Look> {
  let isBehind = false;
  try {
    for (;;) {
      const seen = await look();
      isBehind = seen.isBehindDialog;
      if (!isBehind) return seen;
      await nextChange(session, deadline);
    }
  } catch (error) {
    if (!isBehind || !(error instanceof DeadlineExceeded)) throw error;
    const message = `"${selector}" on ${pageName(session)} cannot be typed into: a dialog is open in front of it, or the page has made it inert.`;
    throw pageFailure('covered', message, { details: { selector }, cause: error });
  }
}
