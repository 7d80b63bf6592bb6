import { z } from 'zod';

/**
 * Whether a failed action reached the page. `no`: it did not, so repeating it is safe. `yes`: it was performed, but without the
 * intended effect.
 */
const PERFORMED = ['no', 'maybe', 'yes'] as const;
export type Performed = (typeof PERFORMED)[number];

interface ReasonTraits {
  /** The default; the code that reports the failure may know better. */
  readonly performed: Performed;
  /** Whether repeating the action may succeed. */
  readonly retryable: boolean;
}

const untouched: ReasonTraits = { performed: 'no', retryable: true };
const underWay: ReasonTraits = { performed: 'maybe', retryable: true };
const gone: ReasonTraits = { performed: 'maybe', retryable: false };

/** Every reason for which an action can fail, and what follows from it. */
const REASONS = {
  not_found: untouched,
  ambiguous: untouched,
  hidden: untouched,
  covered: untouched,
  disabled: untouched,
  not_editable: untouched,
  invalid_selector: untouched,
  stale_ref: untouched,
  frame_not_found: untouched,
  option_not_found: untouched,
  file_not_found: untouched,
  wrong_element: untouched,
  refused: untouched,
  detached: underWay,
  navigation_failed: underWay,
  http_error: underWay,
  timeout: underWay,
  script_error: underWay,
  download_failed: underWay,
  request_failed: underWay,
  lost_answer: underWay,
  page_closed: gone,
  tab_crashed: gone,
  browser_gone: gone,
  page_hung: gone,
  /** An expectation of the step did not hold afterwards. */
  verification: { performed: 'yes', retryable: true },
  /** A cookie or storage value that a playbook reads after its login is missing. */
  capture_missing: { performed: 'no', retryable: true },
  /** The login form could not be found. */
  login_form: { performed: 'no', retryable: true },
  /** The application rejected the login. It is never retried: accounts get locked. */
  login_failed: { performed: 'yes', retryable: false },
} as const satisfies Record<string, ReasonTraits>;

export type FailureReason = keyof typeof REASONS;

const reasons = Object.keys(REASONS) as [FailureReason, ...FailureReason[]];

export const actionFailureSchema = z.object({
  reason: z.enum(reasons).describe('Why the action failed.'),
  performed: z.enum(PERFORMED).describe('Whether it reached the page. `no`: repeating it is safe.'),
  retryable: z.boolean().describe('Whether repeating the action may succeed.'),
});
/** Why an action failed: the fields by which code decides. */
export type ActionFailure = z.infer<typeof actionFailureSchema>;

export function actionFailure(reason: FailureReason, performed: Performed = REASONS[reason].performed): ActionFailure {
  return { reason, performed, retryable: REASONS[reason].retryable };
}
