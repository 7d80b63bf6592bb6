import { type Deadline, errorMessage } from '../../base/index.ts';
import { askDocument } from '../page-world/bridge/ask.ts';
import type { PasswordForm } from '../page-world/readers/fields/password-forms.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession } from '../session/page-session.ts';

/** A page that does not answer within this time is not asked for longer. */
const ANSWERS_WITHIN_MS = 3_000;

/** The forms of the active page that ask for a password; none when the page cannot be asked. One call. */
export async function readPasswordForms(session: BrowserSession, deadline: Deadline): Promise<PasswordForm[]> {
  assertPageSession(session);
  using own = deadline.within(ANSWERS_WITHIN_MS, 'a look for a login form');
  try {
    return await askDocument(session.page(), 'passwordForms', undefined, own);
  } catch (error) {
    deadline.throwIfEnded();
    deadline.log.debug('the page could not be asked for a login form', { error: errorMessage(error) });
    return [];
  }
}
