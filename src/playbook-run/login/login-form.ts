import { type ActionInput, aimOf, fillsField } from '../../actions/index.ts';
import { type Deadline, listOf, shownAddress } from '../../base/index.ts';
import { resolveSelector, visibleLook, waitVisible } from '../../browser/index.ts';
import { actionFailure, type ErrorBody, RoteError } from '../../contract/index.ts';
import type { Auth } from '../../playbook/index.ts';
import { credentialRef, identityNames } from '../../secrets/index.ts';
import type { LoginDeps } from '../playbook-run-types.ts';
import { revealedAction } from '../steps/step-input.ts';

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
/** How long a field may take to appear by default. */
const FIELD_TIMEOUT_MS = 10_000;
/** A form that first asks only for the user name shows no password field: do not wait long for it. */
const PASSWORD_BESIDE_MS = 300;

/** Fills and submits the open form, on one page or on two (name, then password). Every keystroke goes through the dispatcher. */
export async function fillLoginForm(deps: LoginDeps, auth: Auth, deadline: Deadline): Promise<void> {
  const username = identityNames.find((name) => deps.secrets.reveal(credentialRef(name)) !== undefined);
  if (username === undefined || deps.secrets.reveal(credentialRef('password')) === undefined) {
    throw new RoteError(
      'VALIDATION_FAILED',
      `The login at ${auth.login_url} has no ${username === undefined ? 'username' : 'password'}: give a credentials file (--credentials-file) or ROTE_CREDENTIALS with "username" and "password".`,
    );
  }
  const nameField = await find(
    deps,
    auth,
    auth.username_selector ? [auth.username_selector] : USERNAME_FIELDS,
    'user name field',
    deadline,
  );
  await closeLayers(deps, auth, deadline);
  await act(deps, auth, { action: 'key_press', selector: nameField, text: `{credential:${username}}` }, deadline);
  const passwordField = auth.password_selector ?? PASSWORD_FIELD;
  if (!(await isThere(deps, passwordField, deadline)))
    await act(deps, auth, { action: 'key_press', selector: nameField, key: 'Enter' }, deadline);
  const password = await find(deps, auth, [passwordField], 'password field', deadline);
  await deps.loginPage?.learn(deadline);
  for (const field of auth.fields) await act(deps, auth, { action: 'key_press', selector: field.selector, text: field.text }, deadline);
  await act(deps, auth, { action: 'key_press', selector: password, text: '{credential:password}' }, deadline);
  const submit = auth.submit_selector ?? (await submitOf(deps, deadline));
  const pressEnter = () => act(deps, auth, { action: 'key_press', selector: password, key: 'Enter' }, deadline);
  if (submit === undefined) return pressEnter();
  try {
    await act(deps, auth, { action: 'click', selector: submit }, deadline);
  } catch (error) {
    // A layer, such as news, lies over the button. Nothing was pressed, and the keyboard reaches the form under it.
    if (!(error instanceof RoteError) || error.failure?.reason !== 'covered') throw error;
    await pressEnter();
  }
}

async function find(deps: LoginDeps, { timeout_ms }: Auth, chain: string[], what: string, deadline: Deadline): Promise<string> {
  using own = deadline.within(timeout_ms ?? FIELD_TIMEOUT_MS, `finding the ${what}`);
  try {
    return (await resolveSelector(deps.session, chain, own)).selector;
  } catch (cause) {
    deadline.throwIfEnded();
    throw new RoteError(
      'SETUP_FAILED',
      `No ${what} was found on the login page ${shownAddress(deps.session.currentUrl())}: name it in the playbook's "auth" (username_selector, password_selector, submit_selector).`,
      { cause, failure: actionFailure('login_form') },
    );
  }
}

async function isThere({ session }: LoginDeps, selector: string, deadline: Deadline): Promise<boolean> {
  using look = deadline.within(PASSWORD_BESIDE_MS, 'a look for the password field');
  // The first look takes the time it needs: if it missed the password field, Enter would submit the form without a password.
  const { ok } = await waitVisible(session, selector, look);
  return ok;
}

async function submitOf(deps: LoginDeps, deadline: Deadline): Promise<string | undefined> {
  using look = deadline.within(PASSWORD_BESIDE_MS, 'a look for the login button');
  try {
    return (await resolveSelector(deps.session, SUBMITS, look)).selector;
  } catch {
    // Enter in the password field submits a form without a button.
    deadline.throwIfEnded();
    return undefined;
  }
}

/**
 * The playbook declares the login, so its clicks need no further confirmation. If something lies over the form, that is
 * closed, and the action done again: it had not reached the page.
 */
async function act(deps: LoginDeps, auth: Auth, input: ActionInput, deadline: Deadline): Promise<void> {
  const first = await tryTo(deps, auth, input, deadline);
  const isCovered = first?.failure?.reason === 'covered' && first.failure.performed === 'no';
  if (isCovered && !(await closeLayers(deps, auth, deadline))) await tryTo(deps, auth, { action: 'key_press', key: 'Escape' }, deadline);
  const error = isCovered ? await tryTo(deps, auth, input, deadline) : first;
  if (error) throw RoteError.from(error, { message: `The login form could not be filled: ${error.message}` });
}

/** Returns why it failed. */
async function tryTo(deps: LoginDeps, { timeout_ms }: Auth, input: ActionInput, deadline: Deadline): Promise<ErrorBody | undefined> {
  const command = revealedAction({ timeout_ms, ...input }, deps.secrets);
  // Filling in a field is confirmed like the rest, but has no effect yet whose screenshot the next action would have to wait for.
  const fills = fillsField(command.action, aimOf(command).key);
  const declarations = { effectDeclared: !fills, onlyOpens: fills };
  const outcome = await deps.dispatcher.run({ command, driver: 'playbook', step: 0, ...declarations }, deadline);
  return outcome.error ?? outcome.stop;
}

/** Clicks what `auth.close` names and is visible; whether anything was. */
async function closeLayers(deps: LoginDeps, auth: Auth, deadline: Deadline): Promise<boolean> {
  let isClosed = false;
  for (const selector of listOf(auth.close)) {
    if (!(await visibleLook(deps.session, selector)(deadline)).ok) continue;
    isClosed = (await tryTo(deps, auth, { action: 'click', selector }, deadline)) === undefined || isClosed;
  }
  return isClosed;
}
