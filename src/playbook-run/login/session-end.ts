import { traitsOf } from '../../actions/index.ts';
import { type Deadline, listOf, safeMethods } from '../../base/index.ts';
import type { BrowserSession } from '../../browser/index.ts';
import type { ErrorBody, Performed } from '../../contract/index.ts';
import type { ActionOutcome } from '../../dispatch/index.ts';
import type { Step } from '../../playbook/index.ts';
import { stepTarget } from '../steps/step-input.ts';
import { stepWrites } from '../steps/step-traits.ts';
import { holdsNow } from '../verification/verify.ts';
import type { LoginPage } from './login-page.ts';

const LOGS_OUT = /\b(log|sign)[ _-]?(out|off)\b|abmelden|ausloggen|d[ée]connexion|cerrar sesi[óo]n/i;

/** After the login of a playbook: notices that the application asks for it again. */
export class SessionEnd {
  readonly #session: BrowserSession;
  readonly #page: LoginPage;
  readonly #signIn: (deadline: Deadline) => Promise<void>;
  /** `documents()` when the page was last looked at: when it opened, and when it was read, since some draw their form late. */
  #opened = -1;
  #read = -1;
  /** `documents()` when a step ended at the login page as it was to. */
  #meant = -1;

  constructor(session: BrowserSession, page: LoginPage, signIn: (deadline: Deadline) => Promise<void>) {
    this.#session = session;
    this.#page = page;
    this.#signIn = signIn;
  }

  /**
   * The error if the step met the login page instead of what it wanted. Looks once for each document, once more when it is read, and
   * whenever the step failed.
   */
  async metBy(step: Step, outcome: ActionOutcome, deadline: Deadline): Promise<ErrorBody | undefined> {
    if (deadline.signal.aborted || !this.#isDue(step, outcome) || !(await this.#page.isShown(deadline))) return undefined;
    if (outcome.error === undefined && (await this.#isMeant(step, deadline))) {
      this.#meant = this.#session.documents();
      return undefined;
    }
    return this.#page.error(this.#performed(step, outcome));
  }

  /** The same for a step that failed otherwise, for example since its target is not on the login page. */
  async insteadOf(error: ErrorBody, deadline: Deadline): Promise<ErrorBody | undefined> {
    const isElsewhere = ['not_found', 'hidden', 'wait_failed', 'verification'].includes(error.failure?.reason ?? '');
    return isElsewhere ? this.insteadOfPage(deadline, error.failure?.performed === 'no' ? 'no' : 'maybe') : undefined;
  }

  /** The error if the active page is the login page, unless a step was to end there. */
  async insteadOfPage(deadline: Deadline, performed: Performed = 'no'): Promise<ErrorBody | undefined> {
    if (deadline.signal.aborted || this.#session.documents() === this.#meant || !(await this.#page.isShown(deadline))) return undefined;
    return this.#page.error(performed);
  }

  /** Logs in again, so that a step can be repeated that only opens a page. Throws SETUP_FAILED when the login is rejected. */
  async renew(deadline: Deadline): Promise<void> {
    await this.#signIn(deadline);
  }

  #isDue(step: Step, { error }: ActionOutcome): boolean {
    if (error !== undefined) return true;
    const documents = this.#session.documents();
    const { output, destination } = traitsOf(step.action);
    const reads = destination === 'none' && output !== 'none';
    const isDue = documents !== this.#opened || (reads && documents !== this.#read);
    this.#opened = documents;
    if (reads) this.#read = documents;
    return isDue;
  }

  /** The step is to end at the login page: it logs out, or its expectation names that page or what it shows. */
  async #isMeant(step: Step, deadline: Deadline): Promise<boolean> {
    if (LOGS_OUT.test(`${step.description} ${stepTarget(step)} ${this.#session.document()?.asked ?? ''}`)) return true;
    const { expect_text_on_page: text, expect_element_visible: element, expect_url_contains: part } = step.verify ?? {};
    const address = URL.parse(this.#session.currentUrl())?.pathname ?? '';
    const isNamed =
      text !== undefined || element !== undefined || (listOf(part).some((one) => address.includes(one)) && this.#page.isAt(address));
    return isNamed && (await holdsNow(this.#session, step.verify, deadline).catch(() => false));
  }

  /** A request that the application answered with its login page, itself or by a redirect, was not carried out. */
  #performed(step: Step, { performed }: ActionOutcome): Performed {
    const method = this.#session.document()?.method ?? 'GET';
    return performed === 'no' || !stepWrites(step) || !safeMethods.has(method) ? 'no' : 'maybe';
  }
}
