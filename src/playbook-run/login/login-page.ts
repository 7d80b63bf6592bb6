import { type Deadline, shownAddress } from '../../base/index.ts';
import { type BrowserSession, type PasswordForm, readPasswordForms } from '../../browser/index.ts';
import { actionFailure, type ErrorBody, type Performed, RoteError, toErrorBody } from '../../contract/index.ts';
import type { Auth } from '../../playbook/index.ts';
import { loginHolds } from './login-success.ts';

/**
 * Recognizes the login page of the application where another page was wanted: by the form that the login of this run
 * filled, or by the address of the login and a form that asks for one password. Forms that set a password, create a
 * user or confirm an action have other fields or another address.
 */
export class LoginPage {
  readonly #session: BrowserSession;
  readonly #auth: Auth;
  #seen: PasswordForm[] = [];

  constructor(session: BrowserSession, auth: Auth) {
    this.#session = session;
    this.#auth = auth;
  }

  /** Call it while the login form is open. */
  async learn(deadline: Deadline): Promise<void> {
    const forms = await readPasswordForms(this.#session, deadline);
    if (forms.length > 0) this.#seen = forms;
  }

  /** Whether the active page asks for the login. One call to the page; a second one only if it asks for a password. */
  async isShown(deadline: Deadline): Promise<boolean> {
    for (const form of await readPasswordForms(this.#session, deadline)) {
      if (this.#seen.some((seen) => isSameForm(seen, form))) return true;
      if (form.setsPassword) continue;
      const loginPath = pathOf(this.#auth.login_url);
      if (form.action === loginPath) return true;
      // The form of this run's login is known, and this one differs.
      if (this.#seen.length > 0) continue;
      if (pathOf(this.#session.currentUrl()) === loginPath || !(await this.#isLoggedIn(deadline))) return true;
    }
    return false;
  }

  /** Whether this path is the login's address. */
  isAt(path: string): boolean {
    return path === pathOf(this.#auth.login_url);
  }

  /** What is said of a step that met the login page. `performed`: what the step did in the application. */
  error(performed: Performed): ErrorBody {
    const where = shownAddress(this.#session.currentUrl());
    const nothing = performed === 'no' ? ' Nothing was read or changed.' : '';
    return toErrorBody(
      new RoteError('SETUP_FAILED', `The session has ended: ${where} shows the login page.${nothing}`, {
        failure: actionFailure('session_ended', performed),
      }),
    );
  }

  /** Without `url_contains`, which may be true of the page after the login only. */
  async #isLoggedIn(deadline: Deadline): Promise<boolean> {
    const { url_contains: _page, ...success } = this.#auth.success;
    return loginHolds(this.#session, { ...this.#auth, success }, deadline);
  }
}

function isSameForm(a: PasswordForm, b: PasswordForm): boolean {
  return a.action === b.action && a.fields.join('\n') === b.fields.join('\n');
}

function pathOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).pathname : undefined;
}
