import { z } from 'zod';

/** What is known of an action that failed. `no`: nothing reached the page, so doing it again is safe. `yes`: it returned, what it was for did not follow. */
const PERFORMED = ['no', 'maybe', 'yes'] as const;
export type Performed = (typeof PERFORMED)[number];

interface ReasonTraits {
  /** Unless who reports the failure knows better. */
  readonly performed: Performed;
  /** Whether doing the same again may end otherwise. */
  readonly retryable: boolean;
}

const untouched: ReasonTraits = { performed: 'no', retryable: true };
const underWay: ReasonTraits = { performed: 'maybe', retryable: true };
const gone: ReasonTraits = { performed: 'maybe', retryable: false };

/** Every reason an action can fail for, and what follows from it. */
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
  /** What a step expected did not hold after it. */
  verification: { performed: 'yes', retryable: true },
  /** A cookie or storage value that a playbook reads after its login is not there. */
  capture_missing: { performed: 'no', retryable: true },
  /** The login form could not be found. */
  login_form: { performed: 'no', retryable: true },
  /** The application refused the login. It is never tried again: accounts get locked. */
  login_failed: { performed: 'yes', retryable: false },
} as const satisfies Record<string, ReasonTraits>;

export type FailureReason = keyof typeof REASONS;

const reasons = Object.keys(REASONS) as [FailureReason, ...FailureReason[]];

export const actionFailureSchema = z.object({
  reason: z.enum(reasons).describe('Why the action failed.'),
  performed: z.enum(PERFORMED).describe('Whether it reached the page. `no`: doing it again is safe.'),
  retryable: z.boolean().describe('Whether doing the same again may end otherwise.'),
});
/** Why an action failed, in fields that code decides by. */
export type ActionFailure = z.infer<typeof actionFailureSchema>;

export function actionFailure(reason: FailureReason, performed: Performed = REASONS[reason].performed): ActionFailure {
  return { reason, performed, retryable: REASONS[reason].retryable };
}
