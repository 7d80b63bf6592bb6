import { makeAction } from '../../actions/index.ts';
import { type Deadline, excerpt, shownAddress } from '../../base/index.ts';
import { performAction, readCookies, resolveSelector } from '../../browser/index.ts';
import { actionFailure, RoteError } from '../../contract/index.ts';
import type { Auth } from '../../playbook/index.ts';
import type { LoginDeps } from '../playbook-run-types.ts';
import { missingSigns } from './login-success.ts';

const REFUSAL_PLACES = ['[role=alert]', '.errornote', '.errorlist', '.error', '.alert', '[aria-live=assertive]'];
const LOOK_MS = 3_000;
const MAX_COOKIES = 20;

/**
 * Why a sent login form led to no login. The credentials are to blame only if the password is asked for again (`isAsked`);
 * if it is not, they were probably right, and the signs of a login in the playbook are wrong.
 */
export async function loginFailure(
  deps: LoginDeps,
  auth: Auth,
  form: { url: string; isAsked: boolean },
  deadline: Deadline,
): Promise<RoteError> {
  const { session, secrets } = deps;
  using look = deadline.within(LOOK_MS, 'a look at the page after the login');
  const [missing, shown, said] = await Promise.all([
    missingSigns(session, auth, look),
    shownPage(deps, look),
    refusalText(deps, deadline),
  ]).catch((): [string[], string, string] => {
    // The page hangs or is gone: the error says what is known.
    deadline.throwIfEnded();
    return [[], shownAddress(session.currentUrl()), ''];
  });
  const says = said === '' ? '' : ` and says: "${said}"`;
  const signs = missing.length === 0 ? '' : `: ${missing.join(', and ')}`;
  const message = form.isAsked
    ? `The login at ${shownAddress(form.url)} did not succeed${signs}. ${shown} asks for the password again${says}: check the credentials, then "auth.success" in the playbook.`
    : `The login form at ${shownAddress(form.url)} was sent and is gone, but nothing shows a login${signs}. The page is now ${shown}${says}: if that is right after a login, correct "auth.success" in the playbook${await cookieNames(deps, auth, deadline)}.`;
  return new RoteError('SETUP_FAILED', secrets.redact(message), {
    failure: actionFailure('login_failed'),
    details: { expected: auth.success },
  });
}

/** The address and the title of the active page. */
async function shownPage({ session }: LoginDeps, deadline: Deadline): Promise<string> {
  const title = (await session.title(deadline)).trim();
  return `${shownAddress(session.currentUrl())}${title === '' ? '' : ` ("${excerpt(title, 100)}")`}`;
}

/** The cookies that are there, if the playbook names one that is not. */
async function cookieNames({ session }: LoginDeps, { success }: Auth, deadline: Deadline): Promise<string> {
  if (success.cookie_present === undefined) return '';
  const names = (await readCookies(session, deadline)).map(({ name }) => name);
  if (names.includes(success.cookie_present)) return '';
  return names.length === 0 ? ' (no cookie is set)' : ` (set are the cookies ${names.slice(0, MAX_COOKIES).join(', ')})`;
}

/** What the page says about a refused login; empty if it has no recognizable message. */
export async function refusalText(deps: LoginDeps, deadline: Deadline): Promise<string> {
  try {
    using look = deadline.within(200, 'a look for an error message');
    const { selector } = await resolveSelector(deps.session, REFUSAL_PLACES, look);
    const { output = '' } = await performAction(deps.session, makeAction({ action: 'extract', selector }), deadline);
    return deps.secrets.redact(output.replace(/\s+/g, ' ').trim().slice(0, 200));
  } catch {
    // Many pages show no recognizable message; the error is reported without it.
    deadline.throwIfEnded();
    return '';
  }
}
