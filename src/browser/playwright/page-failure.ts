import { actionFailure, type FailureReason, type Performed, RoteError } from '../../contract/index.ts';

/** A failure on a page: STEP_FAILED (TIMEOUT where only time was missing) with a short message. `performed`: when more is known than the reason says. */
export function pageFailure(
  reason: FailureReason,
  message: string,
  { performed, details, cause }: { performed?: Performed | undefined; details?: Record<string, unknown>; cause?: unknown } = {},
): RoteError {
  const code = reason === 'timeout' || reason === 'page_hung' ? 'TIMEOUT' : reason === 'refused' ? 'GUARDRAIL_BLOCKED' : 'STEP_FAILED';
  return new RoteError(code, message, { failure: actionFailure(reason, performed), ...(details && { details }), cause });
}
