import { actionFailure, type ErrorCode, type FailureReason, type Performed, RoteError } from '../../contract/index.ts';

/**
 * A failure on a page: STEP_FAILED, TIMEOUT (timeout, wait_failed, page_hung) or GUARDRAIL_BLOCKED (refused). `performed` is given
 * when more is known than the reason says.
 */
export function pageFailure(
  reason: FailureReason,
  message: string,
  { performed, details, cause }: { performed?: Performed | undefined; details?: Record<string, unknown>; cause?: unknown } = {},
): RoteError {
  return new RoteError(codeOf(reason), message, { failure: actionFailure(reason, performed), details, cause });
}

function codeOf(reason: FailureReason): ErrorCode {
  if (reason === 'timeout' || reason === 'wait_failed' || reason === 'page_hung') return 'TIMEOUT';
  return reason === 'refused' ? 'GUARDRAIL_BLOCKED' : 'STEP_FAILED';
}
