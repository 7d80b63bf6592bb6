import type { RunReport } from '../../contract/index.ts';

/**
 * Why a trial did not pass. `step`: a playbook's step failed. `gave_up`: the agent reported failure. `limit`: done, but over a limit of the suite.
 * `suite`: the suite needs something that does not exist. `infrastructure` is not a failure of what is evaluated.
 */
export const FAILURE_CLASSES = [
  'wrong_answer',
  'verification',
  'step',
  'gave_up',
  'stuck',
  'guard',
  'timeout',
  'model',
  'limit',
  'suite',
  'infrastructure',
] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

/** The class of a run that did not complete, decided by codes, never by messages. */
export function classOfRun(report: Pick<RunReport, 'status' | 'driver' | 'error' | 'step_results'>): FailureClass {
  const { error } = report;
  if (report.status === 'timeout') return 'timeout';
  if (error === null) return 'infrastructure';
  // After a handoff, the trial failed because the recovery did; the step had failed before.
  const { code, failure } = error.recovery ?? error;
  const reason = failure?.reason;
  switch (code) {
    case 'GUARDRAIL_BLOCKED':
      return 'guard';
    case 'STUCK':
      return 'stuck';
    case 'TIMEOUT':
      return 'timeout';
    case 'LLM_ERROR':
      return 'model';
    case 'STEP_FAILED':
      if (reason === 'browser_gone') return 'infrastructure';
      if (reason === 'verification') return 'verification';
      return report.driver === 'playbook' ? 'step' : 'gave_up';
    case 'SETUP_FAILED':
      // A login that the application refuses is a failed step; anything else is missing on this machine.
      return reason === 'login_failed' || reason === 'login_form' ? 'step' : 'infrastructure';
    case 'VALIDATION_FAILED':
    case 'NOT_FOUND':
    case 'CONFLICT':
      return report.driver === null ? 'suite' : 'wrong_answer';
    default:
      return 'infrastructure';
  }
}
