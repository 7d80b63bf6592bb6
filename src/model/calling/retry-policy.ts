import type { Deadline } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { ModelFailure } from './model-failure.ts';

export interface RetryPolicy {
  /** Attempts in all, the first included. */
  attempts: number;
  /** Wait before the second attempt; doubles with each further one. */
  baseMs: number;
  maxMs: number;
  /** 0 to 1, for jitter: spreads the waits of parallel runs. */
  random(): number;
}

export const defaultRetryPolicy: RetryPolicy = { attempts: 3, baseMs: 1_000, maxMs: 20_000, random: Math.random };

export type Attempt<T> = { ok: true; value: T } | { ok: false; failure: ModelFailure };

/**
 * Repeats `attempt` while its failure is retryable. Waits as long as the provider requested (retry-after), else
 * exponentially with jitter; a wait that would outlast the deadline is not started. Returns the last attempt.
 */
export async function withRetries<T>(attempt: () => Promise<Attempt<T>>, policy: RetryPolicy, deadline: Deadline): Promise<Attempt<T>> {
  for (let number = 1; ; number += 1) {
    const outcome = await attempt();
    if (outcome.ok || !outcome.failure.retryable || number >= policy.attempts) return outcome;
    const doubled = Math.min(policy.maxMs, policy.baseMs * 2 ** (number - 1)) * (0.5 + policy.random() / 2);
    const waitMs = outcome.failure.retryAfterMs ?? doubled;
    if (waitMs >= deadline.remainingMs()) return { ok: false, failure: outOfTime(outcome.failure, waitMs) };
    deadline.log.info('the model call failed and will be retried', {
      attempt: number,
      wait_ms: Math.round(waitMs),
      error: outcome.failure.error.message,
    });
    await deadline.pause(waitMs);
  }
}

function outOfTime(failure: ModelFailure, waitMs: number): ModelFailure {
  const { code, message, details } = failure.error;
  const error = new RoteError(code, `${message} A retry in ${Math.ceil(waitMs / 1000)} s would be too late for this run.`, {
    details: { ...details },
  });
  return { ...failure, error };
}
