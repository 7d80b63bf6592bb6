import { z } from 'zod';
import { type ActionFailure, actionFailureSchema } from './action-failure.ts';

/** Every error that leaves Rote has one of these codes. Callers decide by the code, never by message text. */
export const ERROR_CODES = [
  'GUARDRAIL_BLOCKED',
  'TIMEOUT',
  'LLM_ERROR',
  'CAPTCHA_FAILED',
  'STEP_FAILED',
  'STUCK',
  'RUN_TERMINATED',
  'SETUP_FAILED',
  'SANDBOX_CREATE_FAILED',
  'SANDBOX_UNREACHABLE',
  'WORKER_LOST',
  'MEMORY_LIMIT',
  'INVALID_STATUS_PAYLOAD',
  'NOT_FOUND',
  'TRACE_NOT_AVAILABLE',
  'VALIDATION_FAILED',
  'UNAUTHORIZED',
  'RATE_LIMITED',
  'CONFLICT',
  'STORAGE_FULL',
  'INTERNAL_ERROR',
] as const;

export const errorCodeSchema = z.enum(ERROR_CODES);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

export const errorBodySchema = z.object({
  code: errorCodeSchema.describe('Decide by this code.'),
  message: z.string().describe('What happened and what to do, for people. The wording may change.'),
  failure: actionFailureSchema.optional().describe('Set if an action failed. Decide by it what to do next.'),
  recovery: z
    .object({
      code: errorCodeSchema.describe('Decide by this code.'),
      failure: actionFailureSchema.optional().describe('Set if an action failed.'),
    })
    .optional()
    .describe('Set if an agent took over after the failure and failed too: how that ended.'),
  details: z.record(z.string(), z.unknown()).optional().describe('More about the error, depending on the code.'),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

interface RoteErrorOptions {
  failure?: ActionFailure;
  recovery?: ErrorBody['recovery'];
  details?: Record<string, unknown>;
  /** The technical origin. */
  cause?: unknown;
}

/** An expected failure. Callers decide by `code`, `failure` and `recovery`; `details` is for people. */
export class RoteError extends Error {
  override readonly name = 'RoteError';
  readonly code: ErrorCode;
  readonly failure: ActionFailure | undefined;
  readonly recovery: ErrorBody['recovery'];
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, { failure, recovery, details, cause }: RoteErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.failure = failure;
    this.recovery = recovery;
    this.details = failure === undefined ? details : { ...details, reason: failure.reason, performed: failure.performed };
  }

  /** The error that a body describes; `instead` replaces some of its fields. */
  static from(body: ErrorBody, instead: RoteErrorOptions & { message?: string } = {}): RoteError {
    const { message, ...options } = { ...body, ...instead };
    return new RoteError(body.code, message, options);
  }
}
