import { type Action, traitsOf } from '../../actions/index.ts';
import { shownAddress } from '../../base/index.ts';
import type { BrowserSession, MainDocument } from '../../browser/index.ts';
import { actionFailure, isNotFound, type Performed, RoteError } from '../../contract/index.ts';
import type { ActionRequest } from '../dispatcher-types.ts';

const ERROR_FROM = 400;
/** From here on the server may do better the next time. */
const SERVER_ERROR_FROM = 500;

/**
 * Keeps a playbook from taking an error page for the page that it wants: one that the server answered with 4xx or 5xx,
 * or the browser's own. A step accepts a status by `accept_status`, for the document that is then shown. Agents read
 * the page and judge for themselves, and so do the steps that open the start page and log in.
 */
export class AnsweredPages {
  readonly #session: BrowserSession;
  readonly #accepted = new Set<number>();

  constructor(session: BrowserSession) {
    this.#session = session;
  }

  /** Before an action. Throws STEP_FAILED when it would read an error page as data. */
  beforeReading(request: ActionRequest<Action>): void {
    const { output, destination } = traitsOf(request.command.action);
    const readsFile = 'from' in request.command && request.command.from !== undefined;
    const reads = destination === 'none' && output !== 'none' && output !== 'image' && !readsFile;
    if (reads && isStep(request)) this.#check(request.command, 'no', 'is not read as data');
  }

  /** Before a look on which it depends whether a step runs. Throws like `beforeReading`. */
  beforeLooking(accepted: readonly number[]): void {
    this.#checkStatus(accepted, 'no', 'says nothing about the step');
  }

  /** After an action that opens a page. */
  afterOpening(request: ActionRequest<Action>): void {
    if (traitsOf(request.command.action).destination === 'page' && isStep(request)) this.#check(request.command, 'yes', 'is an error page');
  }

  #check(action: Action, performed: Performed, what: string): void {
    this.#checkStatus(('accept_status' in action && action.accept_status) || [], performed, what);
  }

  #checkStatus(accepted: readonly number[], performed: Performed, what: string): void {
    const document = this.#session.document();
    if (document === undefined || !isError(document) || this.#accepted.has(document.number)) return;
    const { status = 0 } = document;
    if (accepted.includes(status)) {
      this.#accepted.add(document.number);
      return;
    }
    const where = shownAddress(document.url);
    if (document.failed) {
      throw new RoteError('STEP_FAILED', `${where} could not be loaded: the browser's error page ${what}.`, {
        failure: actionFailure('navigation_failed', performed),
      });
    }
    const answer = `${status} ${document.statusText}`.trim();
    const message = `${where} was answered with ${answer}, so it ${what}. If that is intended, add "accept_status: [${status}]" to the params of the step.`;
    throw new RoteError('STEP_FAILED', message, {
      failure: {
        ...actionFailure('http_error', performed),
        retryable: status >= SERVER_ERROR_FROM,
        missing: isNotFound(status) || undefined,
      },
      details: { status, url: where },
    });
  }
}

function isStep({ driver, step }: ActionRequest<Action>): boolean {
  return driver === 'playbook' && step !== undefined && step > 0;
}

function isError({ failed, status }: MainDocument): boolean {
  return failed || (status !== undefined && status >= ERROR_FROM);
}
