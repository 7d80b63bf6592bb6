import { z } from 'zod';
import { apiErrorSchema, type ErrorCode } from '../../contract/index.ts';

/** The failures by status: when they happen, and an example. */
export const FAILURES = {
  400: {
    when: 'The request is invalid. `details.fields` names every field.',
    code: 'VALIDATION_FAILED',
    message: 'The request is invalid: directive: Too small: expected string to have >=1 characters',
    details: { fields: [{ in: 'body', path: 'directive', message: 'Too small: expected string to have >=1 characters' }] },
  },
  401: {
    when: 'The API key is missing or not valid; or, on a service without keys, the request does not come from its host.',
    code: 'UNAUTHORIZED',
    message: 'Send a valid API key as Authorization: Bearer <key>. "rote key create" makes one.',
  },
  404: {
    when: 'It does not exist. A trace that does not exist has the code TRACE_NOT_AVAILABLE.',
    code: 'NOT_FOUND',
    message: 'There is no run "0198f2c4".',
  },
  409: {
    when: 'The run id is taken, the Idempotency-Key was used with another body, or too many files wait for runs.',
    code: 'CONFLICT',
    message: 'Run "order-10234" already exists: omit run_id or choose another.',
  },
  413: { when: 'The body is too large.', code: 'VALIDATION_FAILED', message: 'The body is too large.' },
  415: {
    when: 'The body is not JSON.',
    code: 'VALIDATION_FAILED',
    message: 'The body must be JSON: send it with content-type: application/json.',
  },
  429: {
    when: 'Too many requests. `retry-after` says how many seconds to wait.',
    code: 'RATE_LIMITED',
    message: 'Too many requests: 1200 a minute are allowed; try again in 12 s.',
    details: { retry_after_seconds: 12 },
  },
  500: {
    when: 'The service failed. The message names the request; the reason is in the log.',
    code: 'INTERNAL_ERROR',
    message: 'The service failed: see its log for request 0b1f3c1e-8d2f-4c7e-9f55-2f6f0d6c1a11.',
  },
  502: {
    when: 'The sandbox of the run sent an invalid answer.',
    code: 'INVALID_STATUS_PAYLOAD',
    message: 'The sandbox of run 0198f2c4 sent an invalid answer to /status: it is not JSON.',
  },
  503: {
    when: 'The sandbox of the run cannot be reached now. The run may still be active.',
    code: 'SANDBOX_UNREACHABLE',
    message: 'The sandbox of run 0198f2c4 cannot be reached (ECONNREFUSED): try again in a moment.',
  },
  507: {
    when: 'The disk or the bucket of the service is full.',
    code: 'STORAGE_FULL',
    message: 'The disk that holds /data/runs is full: free some space.',
  },
} as const satisfies Record<number, { when: string; code: ErrorCode; message: string; details?: object }>;

type FailureStatus = keyof typeof FAILURES;

const ALWAYS: FailureStatus[] = [401, 429, 500];
const WITH_BODY: FailureStatus[] = [400, 413, 415];

type Answer = { description: string; content: Record<string, { schema: z.ZodType }> };

/** The failures that a route may answer with, besides those that every route may. */
export function failures(...statuses: FailureStatus[]): Record<number, Answer> {
  return Object.fromEntries([...new Set([...statuses, ...ALWAYS])].map((status) => [status, failure(status)]));
}

export function failuresWithBody(...statuses: FailureStatus[]): Record<number, Answer> {
  return failures(...WITH_BODY, ...statuses);
}

export function json<T extends z.ZodType>(description: string, schema: T) {
  return { description, content: { 'application/json': { schema } } };
}

/** A file; `type` is its media type. */
export function file(description: string, type: string): Answer {
  return { description, content: { [type]: { schema: z.string().meta({ format: 'binary' }) } } };
}

function failure(status: FailureStatus): Answer {
  return json(`${FAILURES[status].code}: ${FAILURES[status].when}`, apiErrorSchema);
}
