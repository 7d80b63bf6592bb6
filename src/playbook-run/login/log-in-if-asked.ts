import { type Deadline, excerpt, shownAddress } from '../../base/index.ts';
import { untilIdle } from '../../browser/index.ts';
import { actionFailure, RoteError, type StepResult, toErrorBody } from '../../contract/index.ts';
import { credentialRef } from '../../secrets/index.ts';
import type { LoginDeps } from '../playbook-run-types.ts';
import { loginResult, passwordIsAsked } from './login.ts';
import { refusalText } from './login-failure.ts';
import { fillLoginForm } from './login-form.ts';

/** How long the page may take until it shows what it is, and until a sent form is answered. */
const PAGE_WITHIN_MS = 15_000;
/** A page that rests this long shows what it is. */
const RESTS_MS = 500;
/** A page that rests this long after the form was sent, and still asks for the password, has refused it. */
const REFUSED_AFTER_MS = 1_500;

/**
 * For a run without a playbook: fills the login form once if the open page asks for a password and the run has one. So no model has to
 * log in, and a read-only run can. Applications that draw their form late are waited for. undefined: the page does not ask.
 */
export async function logInIfAsked(deps: LoginDeps, deadline: Deadline): Promise<StepResult | undefined> {
  const { session, secrets } = deps;
  if (secrets.reveal(credentialRef('password')) === undefined) return undefined;
  if (!(await becomes((time) => passwordIsAsked(deps, time), deps, RESTS_MS, deadline))) return undefined;
  using _sending = deps.duringLogin?.();
  const started = performance.now();
  const url = session.currentUrl();
  const result = (): StepResult => ({
    ...loginResult(`Log in at ${new URL(url).host}`),
    duration_ms: Math.round(performance.now() - started),
  });
  try {
    await fillLoginForm(deps, { mode: 'form_login', login_url: url, success: {}, fields: [] }, deadline);
    const isGone = async (time: Deadline) => !(await passwordIsAsked(deps, time));
    if (await becomes(isGone, deps, REFUSED_AFTER_MS, deadline)) return result();
    throw await refused(deps, url, deadline);
  } catch (thrown) {
    deadline.throwIfEnded();
    return { ...result(), status: 'failed', error: toErrorBody(thrown) };
  }
}

/** Whether it comes true before the page rests. */
async function becomes(
  until: (time: Deadline) => Promise<boolean>,
  { session }: LoginDeps,
  idleMs: number,
  deadline: Deadline,
): Promise<boolean> {
  using own = deadline.within(PAGE_WITHIN_MS, 'the page of the login');
  try {
    return await untilIdle(session, { idleMs, until }, own);
  } catch (error) {
    deadline.throwIfEnded();
    if (!own.signal.aborted) throw error;
    return until(deadline);
  }
}

/** The sign of a login that is missing, where the page is, and what it says. */
async function refused(deps: LoginDeps, url: string, deadline: Deadline): Promise<RoteError> {
  const { session, secrets } = deps;
  using look = deadline.within(3_000, 'a look at the page after the login');
  const title = await session.title(look).catch(() => ''); // a page that hangs has no title
  const shown = `${shownAddress(session.currentUrl())}${title.trim() === '' ? '' : ` ("${excerpt(title.trim(), 100)}")`}`;
  const said = await refusalText(deps, deadline);
  const says = said === '' ? '' : ` and says: "${said}"`;
  const message = `The login at ${shownAddress(url)} did not succeed: the password field is still there. The page is now ${shown}${says}. Check the credentials.`;
  return new RoteError('SETUP_FAILED', secrets.redact(message), { failure: actionFailure('login_failed') });
}
