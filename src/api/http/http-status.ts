import type { ErrorCode } from '../../contract/index.ts';

/** The HTTP status of each error code. Codes that only runs have appear in reports and never as an answer's own. */
export const HTTP_STATUS: Readonly<Record<ErrorCode, number>> = {
  VALIDATION_FAILED: 400,
  UNAUTHORIZED: 401,
  NOT_FOUND: 404,
  TRACE_NOT_AVAILABLE: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  INVALID_STATUS_PAYLOAD: 502,
  SANDBOX_UNREACHABLE: 503,
  TIMEOUT: 504,
  STORAGE_FULL: 507,
  GUARDRAIL_BLOCKED: 500,
  LLM_ERROR: 500,
  CAPTCHA_FAILED: 500,
  STEP_FAILED: 500,
  STUCK: 500,
  RUN_TERMINATED: 500,
  SETUP_FAILED: 500,
  SANDBOX_CREATE_FAILED: 500,
  WORKER_LOST: 500,
  MEMORY_LIMIT: 500,
};
