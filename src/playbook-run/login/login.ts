import { makeAction } from '../../actions/index.ts';
import type { Deadline } from '../../base/index.ts';
import { resolveSelector, settle, surroundings } from '../../browser/index.ts';
import type { StepResult } from '../../contract/index.ts';
import { type ErrorBody, RoteError, toErrorBody } from '../../contract/index.ts';
import type { Auth } from '../../playbook/index.ts';
import { openStart } from '../open-start.ts';
import type { LoginDeps, PlaybookRunDeps } from '../playbook-run-types.ts';
import { loginFailure } from './login-failure.ts';
import { fillLoginForm, PASSWORD_FIELD } from './login-form.ts';
import { loginHolds } from './login-success.ts';

/** How long the application may take to accept a login by default. */
const SUCCESS_TIMEOUT_MS = 15_000;

/** How a login ended. */
export interface LoginEnd {
  result: StepResult;
  error?: ErrorBody;
}

/**
 * Restores a saved session if it is still valid; otherwise fills the login form once, checks the login and saves the session. A rejected
 * login is never retried: accounts get locked.
 */
export async function logIn(deps: PlaybookRunDeps, auth: Auth, deadline: Deadline): Promise<LoginEnd> {
  using _sending = deps.duringLogin?.();
  try {
    if (deps.login.restored) {
      if (await stillLoggedIn(deps, auth, deadline)) return { result: loginResult('Saved session restored') };
      await deps.login.forget();
    }
    await signIn(deps, auth, deadline);
    return { result: loginResult(`Logged in at ${new URL(auth.login_url).host}`) };
  } catch (thrown) {
    const body = toErrorBody(thrown);
    const error = body.code === 'STEP_FAILED' ? { ...body, code: 'SETUP_FAILED' as const } : body;
    return { error, result: { ...loginResult('Log in'), status: 'failed', error } };
  }
}

/** Opens the login page, fills its form once, and checks and saves the login. Throws SETUP_FAILED if it is rejected. */
export async function signIn(deps: PlaybookRunDeps, auth: Auth, deadline: Deadline): Promise<void> {
  using _sending = deps.duringLogin?.();
  await openLoginPage(deps, auth, deadline);
  const url = deps.session.currentUrl();
  // Some applications redirect a known user (single sign-on) past the form; others give every visitor a session cookie.
  const signBefore = await loginHolds(deps.session, auth, deadline);
  if (!signBefore || (await passwordIsAsked(deps, deadline))) {
    await fillLoginForm(deps, auth, deadline);
    await waitForSuccess(deps, auth, { url, signBefore }, deadline);
  }
  await deps.login.keep();
}

/** A cookie alone proves little: the session may have expired. Opens the start page, which must not be the login page. */
async function stillLoggedIn(deps: PlaybookRunDeps, auth: Auth, deadline: Deadline): Promise<boolean> {
  const problem = await openStart(deps, deadline);
  if (problem) throw RoteError.from(problem);
  using settling = deadline.within(5_000, 'the start page');
  await settle(deps.session, settling);
  const path = (url: string) => (URL.canParse(url) ? new URL(url).pathname : url);
  if (path(deps.session.currentUrl()) === path(auth.login_url)) return false;
  return (await loginHolds(deps.session, auth, deadline)) && !(await passwordIsAsked(deps, deadline));
}

async function openLoginPage(deps: PlaybookRunDeps, auth: Auth, deadline: Deadline): Promise<void> {
  const outcome = await deps.dispatcher.run(
    { command: makeAction({ action: 'goto', url: auth.login_url, timeout_ms: auth.timeout_ms }), driver: 'playbook', step: 0 },
    deadline,
  );
  const error = outcome.error ?? outcome.stop;
  if (error) throw RoteError.from(error, { message: `The login page could not be opened: ${error.message}` });
}

/** `before`: the page of the form, and whether `auth.success` already held, in which case it proves nothing while the form is shown. */
async function waitForSuccess(
  deps: LoginDeps,
  auth: Auth,
  before: { url: string; signBefore: boolean },
  deadline: Deadline,
): Promise<void> {
  using own = deadline.within(auth.timeout_ms ?? SUCCESS_TIMEOUT_MS, 'the login');
  try {
    while (!own.signal.aborted) {
      if (!before.signBefore && (await loginHolds(deps.session, auth, own))) return;
      const { settled } = await settle(deps.session, own);
      const isAsked = await passwordIsAsked(deps, own);
      if ((await loginHolds(deps.session, auth, own)) && !(before.signBefore && isAsked)) return;
      // The page has settled and asks for the password again: the login was rejected.
      if (settled && isAsked && deps.session.currentUrl() === before.url) break;
      // Settled, but neither logged in nor rejected, for example a page that logs in by a script: look again.
      await own.pause(200);
    }
  } catch (error) {
    deadline.throwIfEnded();
    if (!own.signal.aborted) throw error;
  }
  throw await loginFailure(deps, auth, { url: before.url, isAsked: await passwordIsAsked(deps, deadline) }, deadline);
}

export async function passwordIsAsked(deps: LoginDeps, deadline: Deadline): Promise<boolean> {
  try {
    // One complete look at the page, however long it takes on a busy host; then one look into its frames.
    using first = deadline.within(3_000, 'a look for the password field');
    const here = await surroundings(deps.session, `${PASSWORD_FIELD} >> visible=true`, first);
    if (here !== '') return true;
    using look = deadline.within(50, 'a look for the password field');
    await resolveSelector(deps.session, [PASSWORD_FIELD], look);
    return true;
  } catch {
    // No password field was found.
    deadline.throwIfEnded();
    return false;
  }
}

export function loginResult(description: string): StepResult {
  return { step: 0, action: 'login', description, status: 'ok', attempts: 1, duration_ms: 0 };
}
