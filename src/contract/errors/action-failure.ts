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
  /** What the step acts on or expects is not there. */
  readonly missing?: true;
}

const untouched: ReasonTraits = { performed: 'no', retryable: true };
const absent: ReasonTraits = { ...untouched, missing: true };
const underWay: ReasonTraits = { performed: 'maybe', retryable: true };
const gone: ReasonTraits = { performed: 'maybe', retryable: false };

/** Every reason for which an action can fail, and what follows from it. */
const REASONS = {
  not_found: absent,
  ambiguous: untouched,
  hidden: untouched,
  covered: untouched,
  disabled: untouched,
  not_editable: untouched,
  invalid_selector: untouched,
  stale_ref: untouched,
  frame_not_found: absent,
  option_not_found: absent,
  file_not_found: untouched,
  wrong_element: untouched,
  /** It never stood still. */
  unstable: untouched,
  /** It is outside of the window and cannot be scrolled into view. */
  out_of_view: untouched,
  /** A field does not hold what was typed. Nothing was sent. */
  not_entered: untouched,
  refused: untouched,
  tab_not_found: absent,
  /** The click was made, and opened no tab. */
  tab_not_opened: { performed: 'yes', retryable: true },
  detached: underWay,
  navigation_failed: underWay,
  http_error: underWay,
  timeout: underWay,
  script_error: underWay,
  download_failed: underWay,
  /** The file was requested and may still come: asking again would ask for a second one. */
  download_pending: gone,
  request_failed: underWay,
  lost_answer: underWay,
  page_closed: gone,
  tab_crashed: gone,
  browser_gone: gone,
  page_hung: gone,
  /** The form was not sent: its validation rejects a field. */
  form_invalid: { performed: 'no', retryable: false },
  /** What a step waited for did not come. */
  wait_failed: absent,
  /** An expectation of the step did not hold afterwards. */
  verification: { performed: 'yes', retryable: true, missing: true },
  /** A native dialog asked what the step does not declare, or not what it expects. */
  dialog: { performed: 'maybe', retryable: false },
  /** The application answered what the step sent with 4xx. */
  effect_refused: { performed: 'no', retryable: false },
  /** The application answered what the step sent with 5xx, or not at all. */
  effect_failed: gone,
  /** The step worked, nothing proves it, and the playbook asks for proof. */
  unverified: { performed: 'yes', retryable: false },
  /** A value that a playbook captures after its login, or after a step, is missing. */
  capture_missing: { performed: 'no', retryable: true },
  /** The login form could not be found. */
  login_form: { performed: 'no', retryable: true },
  /** The application shows its login page instead of what was asked for: it did nothing. */
  session_ended: { performed: 'no', retryable: false },
  /** The application rejected the login. It is never retried: accounts get locked. */
  login_failed: { performed: 'yes', retryable: false },
} as const satisfies Record<string, ReasonTraits>;

export type FailureReason = keyof typeof REASONS;

const reasons = Object.keys(REASONS) as [FailureReason, ...FailureReason[]];

export const actionFailureSchema = z.object({
  reason: z.enum(reasons).describe('Why the action failed.'),
  performed: z.enum(PERFORMED).describe('Whether it reached the page. `no`: repeating it is safe.'),
  retryable: z.boolean().describe('Whether repeating the action may succeed.'),
  missing: z
    .boolean()
    .optional()
    .describe('true: what the action asked for is not there, although the reason alone does not say so (HTTP 404).'),
});
/** Why an action failed: the fields by which code decides. */
export type ActionFailure = z.infer<typeof actionFailureSchema>;

/** HTTP statuses that say that something is not there. */
export function isNotFound(status: number): boolean {
  return status === 404 || status === 410;
}

export function actionFailure(reason: FailureReason, performed: Performed = REASONS[reason].performed): ActionFailure {
  return { reason, performed, retryable: REASONS[reason].retryable };
}

/** Whether what the step acts on or expects is not there, which is what a `failure_message` usually says. */
export function isMissing({ reason, missing }: ActionFailure): boolean {
  const traits: ReasonTraits = REASONS[reason];
  return missing === true || traits.missing === true;
}
