import { type ErrorBody, isMissing } from '../../contract/index.ts';
import { failureNature } from './failure-nature.ts';

/**
 * The error of a step that was tried twice. The first failure is the cause; what a retry meets on a page that the first attempt has
 * changed is not. The last one is reported if it got further, or if it ends the run. `details` keeps the other message.
 */
export function reportedError(first: ErrorBody, last: ErrorBody): ErrorBody {
  if (first.message === last.message && first.code === last.code) return last;
  if (failureNature(last).final || progress(last) > progress(first)) return withDetail(last, { first_attempt: first.message });
  return withDetail(first, { second_attempt: last.message });
}

/** How far the attempt got. An error without a typed failure is no fact about the page: such an attempt got nowhere. */
function progress({ failure }: ErrorBody): number {
  return failure === undefined ? -1 : ['no', 'maybe', 'yes'].indexOf(failure.performed);
}

function withDetail(error: ErrorBody, more: Record<string, string>): ErrorBody {
  return { ...error, details: { ...error.details, ...more } };
}

/**
 * What the user reads. A `failure_message` says that something is missing ("There is no refund R-5003"), so it replaces the technical
 * sentence, kept as `detail`, only if something is. Any other cause comes first.
 */
export function shownError(error: ErrorBody, failureMessage: string | undefined): { error: ErrorBody; detail?: string } {
  if (failureMessage === undefined) return { error };
  if (error.failure !== undefined && isMissing(error.failure))
    return { error: { ...error, message: failureMessage }, detail: error.message };
  return { error: { ...error, message: `${error.message} The playbook's message: ${failureMessage}` } };
}
