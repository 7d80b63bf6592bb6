import { z } from 'zod';
import { apiErrorSchema } from '../../contract/index.ts';

const WHY: Readonly<Record<number, string>> = {
  400: 'VALIDATION_FAILED: the request is not right; `details.fields` names every field.',
  401: 'UNAUTHORIZED: there is no key in force, or (without keys) the request is not of this machine.',
  404: 'NOT_FOUND, or TRACE_NOT_AVAILABLE for a trace.',
  409: 'CONFLICT: the run id is taken, or the Idempotency-Key was used for another request.',
  413: 'VALIDATION_FAILED: the body is too large.',
  415: 'VALIDATION_FAILED: the body is not JSON.',
  429: 'RATE_LIMITED: `retry-after` says when to try again.',
  500: 'INTERNAL_ERROR.',
  502: 'INVALID_STATUS_PAYLOAD: the sandbox answered something that cannot be read.',
  503: 'SANDBOX_UNREACHABLE: the run goes on, and its sandbox cannot be reached now.',
};

const ALWAYS = [401, 429, 500];
const WITH_BODY = [400, 413, 415];

type Answer = { description: string; content: Record<string, { schema: z.ZodType }> };

/** The failures that a route may answer with, besides those that each may. */
export function failures(...statuses: number[]): Record<number, Answer> {
  return Object.fromEntries([...new Set([...statuses, ...ALWAYS])].map((status) => [status, failure(status)]));
}

export function failuresWithBody(...statuses: number[]): Record<number, Answer> {
  return failures(...WITH_BODY, ...statuses);
}

export function json<T extends z.ZodType>(description: string, schema: T) {
  return { description, content: { 'application/json': { schema } } };
}

/** A file; `type` is its media type. */
export function file(description: string, type: string): Answer {
  return { description, content: { [type]: { schema: z.string().meta({ format: 'binary' }) } } };
}

function failure(status: number): Answer {
  return json(WHY[status] ?? '', apiErrorSchema);
}
