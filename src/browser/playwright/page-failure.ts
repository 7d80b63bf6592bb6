import { RoteError } from '../../contract/index.ts';

/** Why an action on a page failed; `details.reason` of the RoteError, for code that decides what to do next. */
export type PageFailureReason =
  | 'not_found'
  | 'ambiguous'
  | 'hidden'
  | 'covered'
  | 'disabled'
  | 'not_editable'
  | 'detached'
  | 'invalid_selector'
  | 'stale_ref'
  | 'frame_not_found'
  | 'page_closed'
  | 'tab_crashed'
  | 'browser_gone'
  | 'page_hung'
  | 'navigation_failed'
  | 'http_error'
  | 'timeout'
  | 'script_error'
  | 'option_not_found'
  | 'file_not_found'
  | 'download_failed'
  | 'request_failed'
  | 'wrong_element'
  | 'refused';

/** With these the page was not touched: doing it again is safe. */
const NOTHING_DONE: ReadonlySet<PageFailureReason> = new Set([
  'not_found',
  'ambiguous',
  'hidden',
  'covered',
  'disabled',
  'not_editable',
  'invalid_selector',
  'stale_ref',
  'frame_not_found',
  'option_not_found',
  'file_not_found',
  'wrong_element',
  'refused',
]);

/** A failure on a page: STEP_FAILED (TIMEOUT where only time was missing) with a short message, `details.reason` and `details.performed` (no, maybe). */
export function pageFailure(
  reason: PageFailureReason,
  message: string,
  options: { details?: Record<string, unknown>; cause?: unknown } = {},
): RoteError {
  const code = reason === 'timeout' || reason === 'page_hung' ? 'TIMEOUT' : reason === 'refused' ? 'GUARDRAIL_BLOCKED' : 'STEP_FAILED';
  return new RoteError(code, message, {
    details: { reason, performed: NOTHING_DONE.has(reason) ? 'no' : 'maybe', ...options.details },
    cause: options.cause,
  });
}
