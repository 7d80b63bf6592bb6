import {
  APICallError,
  EmptyResponseBodyError,
  InvalidResponseDataError,
  JSONParseError,
  NoContentGeneratedError,
  TypeValidationError,
} from 'ai';
import { errorMessage, excerpt } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { Secret } from '../../secrets/index.ts';
import { AnswerTooLarge } from '../providers/limited-fetch.ts';

/** Where a request went, for messages. `keyVariable` is a name, never a value. */
export interface ModelOrigin {
  model: string;
  provider: string;
  keyVariable: string | undefined;
  secrets: readonly Secret[];
}

/** Why one attempt failed, and what may help. */
export interface ModelFailure {
  error: RoteError;
  /** Another attempt may succeed. */
  retryable: boolean;
  /** The provider is at fault (down, overloaded, invalid answers), not the request. */
  providerFault: boolean;
  /** The provider rejected the request as invalid (400, 422): it may not support a setting. */
  requestRefused: boolean;
  /** The wait that the provider requested by retry-after. */
  retryAfterMs: number | undefined;
}

const RETRYABLE_CLIENT_STATUSES = new Set([408, 409, 425, 429]);
/** The account has no credit: waiting does not help, although the status is 429. */
const FINAL_CODES = new Set(['insufficient_quota', 'billing_not_active', 'billing_hard_limit_reached']);
const MAX_DETAIL_CHARS = 300;

/** Classifies whatever an attempt threw. `now` is wall-clock milliseconds, for retry-after dates. Never throws. */
export function toModelFailure(thrown: unknown, origin: ModelOrigin, now: number): ModelFailure {
  if (causes(thrown).some((cause) => cause instanceof AnswerTooLarge)) {
    return failure(origin, `${origin.model} sent an answer that is too large.`, { providerFault: true });
  }
  if (APICallError.isInstance(thrown)) return apiFailure(thrown, origin, now);
  if (isBrokenAnswer(thrown)) {
    return failure(origin, `${origin.model} sent an invalid answer: ${brief(thrown, origin)}.`, {
      retryable: true,
      providerFault: true,
    });
  }
  return failure(origin, `The call to ${origin.model} failed: ${brief(thrown, origin)}.`, {});
}

/** For an attempt that took longer than its limit while the run still has time. */
export function stalledFailure(origin: ModelOrigin, timeoutMs: number): ModelFailure {
  return failure(
    origin,
    `${origin.model} did not answer within ${Math.round(timeoutMs / 100) / 10} s.`,
    { retryable: true, providerFault: true },
    { timeout_ms: timeoutMs },
  );
}

function apiFailure(thrown: APICallError, origin: ModelOrigin, now: number): ModelFailure {
  const status = thrown.statusCode;
  const detail = brief(thrown, origin);
  const details = { status };
  if (status === undefined) {
    return failure(origin, `${origin.model} could not be reached: ${detail}.`, { retryable: true, providerFault: true });
  }
  if (status === 401 || status === 403) {
    const key = origin.keyVariable === undefined ? 'no key was sent' : `the key in ${origin.keyVariable} was rejected`;
    return setup(`${origin.provider} refused the request (${status}): ${key}. The provider answered: ${detail}.`, details);
  }
  if (status === 404)
    return setup(`${origin.model} was not found (404): check the model's name. The provider answered: ${detail}.`, details);
  if (status < 400) {
    return failure(
      origin,
      `The answer of ${origin.model} could not be read: ${detail}.`,
      { retryable: true, providerFault: true },
      details,
    );
  }
  if (status >= 500 || RETRYABLE_CLIENT_STATUSES.has(status)) {
    const final = FINAL_CODES.has(providerCode(thrown.data));
    const retryAfterMs = readRetryAfter(thrown.responseHeaders ?? {}, now);
    const words = status === 429 ? 'exceeded its rate limit or quota (429)' : `failed (${status})`;
    return failure(
      origin,
      `${origin.model} ${words}: ${detail}.`,
      { retryable: !final, providerFault: true, retryAfterMs },
      { ...details, retry_after_ms: retryAfterMs },
    );
  }
  return failure(
    origin,
    `${origin.model} refused the request (${status}): ${detail}.`,
    { requestRefused: status === 400 || status === 422 },
    details,
  );
}

function failure(
  origin: ModelOrigin,
  message: string,
  kind: Partial<Omit<ModelFailure, 'error'>>,
  details: Record<string, unknown> = {},
): ModelFailure {
  // The thrown error must not become the cause: it holds the whole prompt.
  const error = new RoteError('LLM_ERROR', message, { details: { model: origin.model, ...details } });
  return { error, retryable: false, providerFault: false, requestRefused: false, retryAfterMs: undefined, ...kind };
}

function setup(message: string, details: Record<string, unknown>): ModelFailure {
  const error = new RoteError('SETUP_FAILED', message, { details });
  return { error, retryable: false, providerFault: false, requestRefused: false, retryAfterMs: undefined };
}

function isBrokenAnswer(thrown: unknown): boolean {
  return [InvalidResponseDataError, EmptyResponseBodyError, JSONParseError, TypeValidationError, NoContentGeneratedError].some((kind) =>
    kind.isInstance(thrown),
  );
}

/** Milliseconds from retry-after-ms, or from retry-after in seconds or as a date; undefined when absent or invalid. */
function readRetryAfter(headers: Record<string, string>, now: number): number | undefined {
  const exact = Number.parseFloat(headers['retry-after-ms'] ?? '');
  if (Number.isFinite(exact) && exact >= 0) return exact;
  const given = headers['retry-after']?.trim();
  if (given === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(given)) return Number.parseFloat(given) * 1000;
  const date = Date.parse(given);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function providerCode(data: unknown): string {
  if (typeof data !== 'object' || data === null || !('error' in data)) return '';
  const { error } = data;
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** The innermost reason in a few words, on one line, without keys. */
function brief(thrown: unknown, origin: ModelOrigin): string {
  const messages = causes(thrown).map(errorMessage);
  let text = [...new Set(messages.slice(0, 2).filter((message) => message !== ''))].join(': ');
  for (const secret of origin.secrets) text = text.replaceAll(secret.reveal(), '[secret]');
  // Providers echo part of a wrong key ("sk-ab***yz").
  text = text.replace(/\b(sk|pk|key|AIza|gsk|xai|or)[-_][\w*.-]{4,}|\bAIza[\w*-]{4,}/g, '[secret]');
  text = text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.:]+$/, '');
  if (text === '') return 'no reason given';
  return excerpt(text, MAX_DETAIL_CHARS);
}

/** The error and its causes, outermost first, at most eight. */
function causes(thrown: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let at = thrown; at !== undefined && at !== null && chain.length < 8; at = at instanceof Error ? at.cause : undefined)
    chain.push(at);
  return chain;
}
