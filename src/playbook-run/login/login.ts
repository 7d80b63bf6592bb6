import { makeAction } from '../../actions/index.ts';
import type { Deadline } from '../../base/index.ts';
import { performAction, resolveSelector, settle, surroundings } from '../../browser/index.ts';
import type { StepResult } from '../../contract/index.ts';
import { actionFailure, type ErrorBody, RoteError, toErrorBody } from '../../contract/index.ts';
import type { Auth } from '../../playbook/index.ts';
import { credentialRef } from '../../secrets/index.ts';
import { openStart } from '../open-start.ts';
import type { LoginParts, PlaybookRunParts } from '../playbook-run-types.ts';
import { fillLoginForm, PASSWORD_FIELD } from './login-form.ts';
import { loginHolds } from './login-success.ts';

/** How long the application may take to accept a login. */
const SUCCESS_TIMEOUT_MS = 15_000;

/**
 * Restores a saved session when it still counts, else fills the login form once, checks, and saves. A refused login is never tried again:
 * accounts get locked.
 */
export async function logIn(parts: PlaybookRunParts, auth: Auth, deadline: Deadline): Promise<{ result: StepResult; error?: ErrorBody }> {
  try {
    if (parts.login.restored) {
      if (await stillLoggedIn(parts, auth, deadline)) return { result: loginResult('Saved session restored') };
      await parts.login.forget();
    }
    await openLoginPage(parts, auth, deadline);
    const url = parts.session.currentUrl();
    // Some applications send somebody who is known already (single sign-on) past the form; others give every visitor the cookie of a session.
    const signBefore = await loginHolds(parts.session, auth, deadline);
    if (!signBefore || (await passwordIsAsked(parts, deadline))) {
      await fillLoginForm(parts, auth, deadline);
      await waitForSuccess(parts, auth, { url, signBefore }, deadline);
    }
    await parts.login.keep();
    return { result: loginResult(`Logged in at ${new URL(auth.login_url).host}`) };
  } catch (thrown) {
    const body = toErrorBody(thrown);
    const error = body.code === 'STEP_FAILED' ? { ...body, code: 'SETUP_FAILED' as const } : body;
    return { error, result: { ...loginResult('Log in'), status: 'failed', error } };
  }
}

/**
 * For a run without a playbook: when the page that is open asks for a password and the run has one, the form is filled, once. So no model has to,
 * and a run that may only read can get in. undefined: nobody asked. STEP_FAILED is no end: the agent sees the page as it is.
 */
export async function logInIfAsked(parts: LoginParts, deadline: Deadline): Promise<StepResult | undefined> {
  if (parts.secrets.reveal(credentialRef('password')) === undefined || !(await passwordIsAsked(parts, deadline))) return undefined;
  const started = performance.now();
  const url = parts.session.currentUrl();
  const result = (): StepResult => ({
    ...loginResult(`Log in at ${new URL(url).host}`),
    duration_ms: Math.round(performance.now() - started),
  });
  try {
    await fillLoginForm(parts, { mode: 'form_login', login_url: url, success: {}, fields: [] }, deadline);
    using settling = deadline.within(SUCCESS_TIMEOUT_MS, 'the login');
    await settle(parts.session, settling);
  } catch (thrown) {
    deadline.throwIfEnded();
    return { ...result(), status: 'failed', error: toErrorBody(thrown) };
  }
  if (!(await passwordIsAsked(parts, deadline))) return result();
  const said = await refusalText(parts, deadline);
  const message = `The login at ${url} did not succeed${said ? ` (the page says: "${said}")` : ''}: check the credentials.`;
  return { ...result(), status: 'failed', error: { code: 'SETUP_FAILED', message } };
}

/** A cookie alone proves little: the server may have forgotten it. The start page is asked, and must not be the login page. */
async function stillLoggedIn(parts: PlaybookRunParts, auth: Auth, deadline: Deadline): Promise<boolean> {
  const problem = await openStart(parts, deadline);
  if (problem) throw RoteError.from(problem);
  using settling = deadline.within(5_000, 'the start page');
  await settle(parts.session, settling);
  const path = (url: string) => (URL.canParse(url) ? new URL(url).pathname : url);
  if (path(parts.session.currentUrl()) === path(auth.login_url)) return false;
  return (await loginHolds(parts.session, auth, deadline)) && !(await passwordIsAsked(parts, deadline));
}

async function openLoginPage(parts: PlaybookRunParts, auth: Auth, deadline: Deadline): Promise<void> {
  const outcome = await parts.dispatcher.run(
    { command: makeAction({ action: 'goto', url: auth.login_url }), driver: 'playbook', step: 0 },
    deadline,
  );
  const error = outcome.error ?? outcome.stop;
  if (error) throw RoteError.from(error, { message: `The login page could not be opened: ${error.message}` });
}

/** `before`: the page of the form, and whether the sign of a login was there already, so that it proves nothing while the form is. */
async function waitForSuccess(
  parts: LoginParts,
  auth: Auth,
  before: { url: string; signBefore: boolean },
  deadline: Deadline,
): Promise<void> {
  using own = deadline.within(SUCCESS_TIMEOUT_MS, 'the login');
  try {
    while (!own.signal.aborted) {
      if (!before.signBefore && (await loginHolds(parts.session, auth, own))) return;
      const { settled } = await settle(parts.session, own);
      const isAsked = await passwordIsAsked(parts, own);
      if ((await loginHolds(parts.session, auth, own)) && !(before.signBefore && isAsked)) return;
      // The page has come to rest and asks for the password again: that is a no.
      if (settled && isAsked && parts.session.currentUrl() === before.url) break;
      // At rest, but neither in nor refused, for example a page that logs in by a script: look again when something moves.
      await own.pause(200);
    }
  } catch (error) {
    deadline.throwIfEnded();
    if (!own.signal.aborted) throw error;
  }
  const said = await refusalText(parts, deadline);
  throw new RoteError(
    'SETUP_FAILED',
    `The login at ${before.url} did not succeed${said ? ` (the page says: "${said}")` : ''}: check the credentials and "auth.success" in the playbook.`,
    { failure: actionFailure('login_failed'), details: { expected: auth.success } },
  );
}

async function passwordIsAsked(parts: LoginParts, deadline: Deadline): Promise<boolean> {
  try {
    // One look, however long it takes on a busy machine; what is not in the page itself may be in a frame, a second look.
    using first = deadline.within(3_000, 'a look for the password field');
    const here = await surroundings(parts.session, `${PASSWORD_FIELD} >> visible=true`, first);
    if (here !== '') return true;
    using look = deadline.within(50, 'a look for the password field');
    await resolveSelector(parts.session, [PASSWORD_FIELD], look);
    return true;
  } catch {
    // Not found within a look: nobody asks for a password.
    deadline.throwIfEnded();
    return false;
  }
}

const REFUSAL_PLACES = ['[role=alert]', '.errornote', '.errorlist', '.error', '.alert', '[aria-live=assertive]'];

async function refusalText(parts: LoginParts, deadline: Deadline): Promise<string> {
  try {
    using look = deadline.within(200, 'a look for an error message');
    const { selector } = await resolveSelector(parts.session, REFUSAL_PLACES, look);
    const { output = '' } = await performAction(parts.session, makeAction({ action: 'extract', selector }), deadline);
    return parts.secrets.redact(output.replace(/\s+/g, ' ').trim().slice(0, 200));
  } catch {
    // Many pages say nothing that can be found; the error stands without it.
    deadline.throwIfEnded();
    return '';
  }
}

function loginResult(description: string): StepResult {
  return { step: 0, action: 'login', description, status: 'ok', attempts: 1, duration_ms: 0 };
}
