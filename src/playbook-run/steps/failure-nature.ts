import type { ErrorBody, ErrorCode } from '../../contract/index.ts';

/**
 * `final`: a refusal or the end of the whole run; a retry or an agent would only work around it. `pointless`: the same again cannot
 * succeed, but an agent may find another way. `open`: the failure itself says whether to retry.
 */
const NATURE: Readonly<Record<ErrorCode, 'final' | 'pointless' | 'open'>> = {
  GUARDRAIL_BLOCKED: 'final',
  RUN_TERMINATED: 'final',
  STUCK: 'final',
  STORAGE_FULL: 'final',
  VALIDATION_FAILED: 'pointless',
  CAPTCHA_FAILED: 'pointless',
  TIMEOUT: 'open',
  LLM_ERROR: 'open',
  STEP_FAILED: 'open',
  SETUP_FAILED: 'open',
  SANDBOX_CREATE_FAILED: 'open',
  SANDBOX_UNREACHABLE: 'open',
  WORKER_LOST: 'open',
  MEMORY_LIMIT: 'open',
  INVALID_STATUS_PAYLOAD: 'open',
  NOT_FOUND: 'open',
  TRACE_NOT_AVAILABLE: 'open',
  UNAUTHORIZED: 'open',
  RATE_LIMITED: 'open',
  CONFLICT: 'open',
  INTERNAL_ERROR: 'open',
};

/** What may follow a failed step: a retry, or nothing at all (`final`). */
export function failureNature({ code, failure }: ErrorBody): { retry: boolean; final: boolean } {
  const nature = NATURE[code];
  return {
    final: nature === 'final' || failure?.reason === 'browser_gone',
    retry: nature === 'open' && failure?.retryable !== false,
  };
}
