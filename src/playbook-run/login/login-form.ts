import type { ActionInput } from '../../actions/index.ts';
import type { Deadline } from '../../base/index.ts';
import { resolveSelector, waitVisible } from '../../browser/index.ts';
import { actionFailure, RoteError } from '../../contract/index.ts';
import type { Auth } from '../../playbook/index.ts';
import { credentialRef, identityNames } from '../../secrets/index.ts';
import type { LoginParts } from '../playbook-run-types.ts';
import { revealedAction } from '../step-input.ts';

export const PASSWORD_FIELD = 'input[type="password"]';
const USERNAME_FIELDS = [
  'input[autocomplete="username"]',
  `form:has(${PASSWORD_FIELD}) input[type="email"]`,
  'input[name="username"]',
  'input[name="email"]',
  'input[name="login"]',
  'input[id*="user" i]',
  `form:has(${PASSWORD_FIELD}) input:is([type="text"], :not([type]))`,
  'input[type="email"]',
];
const SUBMITS = [`form:has(${PASSWORD_FIELD}) [type="submit"]`, `form:has(${PASSWORD_FIELD}) button:not([type])`];
const FIELD_TIMEOUT_MS = 10_000;
/** A form that asks for the name alone first shows no password field; it need not be waited for long. */
const PASSWORD_BESIDE_MS = 300;

/** Fills and sends the form that is open, in one page or in two (name, then password). Every keystroke goes through the dispatcher. */
export async function fillLoginForm(parts: LoginParts, auth: Auth, deadline: Deadline): Promise<void> {
  const username = identityNames.find((name) => parts.secrets.reveal(credentialRef(name)) !== undefined);
  if (username === undefined || parts.secrets.reveal(credentialRef('password')) === undefined) {
    throw new RoteError(
      'VALIDATION_FAILED',
      `The login at ${auth.login_url} has no ${username === undefined ? 'username' : 'password'}: give a credentials file (--credentials-file) or ROTE_CREDENTIALS with "username" and "password".`,
    );
  }
  const nameField = await find(parts, auth.username_selector ? [auth.username_selector] : USERNAME_FIELDS, 'user name field', deadline);
  await act(parts, { action: 'key_press', selector: nameField, text: `{credential:${username}}` }, deadline);
  const passwordField = auth.password_selector ?? PASSWORD_FIELD;
  if (!(await isThere(parts, passwordField, deadline)))
    await act(parts, { action: 'key_press', selector: nameField, key: 'Enter' }, deadline);
  const password = await find(parts, [passwordField], 'password field', deadline);
  for (const field of auth.fields) await act(parts, { action: 'key_press', selector: field.selector, text: field.text }, deadline);
  await act(parts, { action: 'key_press', selector: password, text: '{credential:password}' }, deadline);
  const submit = auth.submit_selector ?? (await submitOf(parts, deadline));
  if (submit === undefined) await act(parts, { action: 'key_press', selector: password, key: 'Enter' }, deadline);
  else await act(parts, { action: 'click', selector: submit }, deadline);
}

async function find(parts: LoginParts, chain: string[], what: string, deadline: Deadline): Promise<string> {
  using own = deadline.within(FIELD_TIMEOUT_MS, `finding the ${what}`);
  try {
    return (await resolveSelector(parts.session, chain, own)).selector;
  } catch (cause) {
    deadline.throwIfEnded();
    throw new RoteError(
      'SETUP_FAILED',
      `The login page ${parts.session.currentUrl()} has no ${what} that could be found: name it in the playbook's "auth" (username_selector, password_selector, submit_selector).`,
      { cause, failure: actionFailure('login_form') },
    );
  }
}

async function isThere({ session }: LoginParts, selector: string, deadline: Deadline): Promise<boolean> {
  using look = deadline.within(PASSWORD_BESIDE_MS, 'a look for the password field');
  // The first look takes the time it needs: Enter on a form whose password field was overlooked would send it without one.
  const { ok } = await waitVisible(session, selector, look);
  return ok;
}

async function submitOf(parts: LoginParts, deadline: Deadline): Promise<string | undefined> {
  using look = deadline.within(PASSWORD_BESIDE_MS, 'a look for the login button');
  try {
    return (await resolveSelector(parts.session, SUBMITS, look)).selector;
  } catch {
    // Enter in the password field sends a form without a button.
    deadline.throwIfEnded();
    return undefined;
  }
}

/** The login is what its playbook declares it to be, so its click needs no further confirmation. */
async function act(parts: LoginParts, input: ActionInput, deadline: Deadline): Promise<void> {
  const outcome = await parts.dispatcher.run(
    { command: revealedAction(input, parts.secrets), driver: 'playbook', step: 0, effectDeclared: true },
    deadline,
  );
  const error = outcome.error ?? outcome.stop;
  if (error) throw RoteError.from(error, { message: `The login form could not be filled: ${error.message}` });
}
