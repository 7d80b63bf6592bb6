import { z } from 'zod';

/** Every error that leaves Rote has one of these codes. Code decides by them, never by message text. */
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
  details: z.record(z.string(), z.unknown()).optional().describe('More about the error, depending on the code.'),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

/** An expected failure with a code. `details` is data for machines and for the curious; `cause` is the technical origin. */
export class RoteError extends Error {
  override readonly name = 'RoteError';
  readonly code: ErrorCode;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, options: { details?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details;
  }
}
