import type { Clock } from '../../base/index.ts';

export interface CircuitBreakerSettings {
  /** Failures in a row after which the breaker opens. */
  failures: number;
  /** How long it stays open before it admits one trial call. */
  coolDownMs: number;
}

export const defaultBreakerSettings: CircuitBreakerSettings = { failures: 3, coolDownMs: 30_000 };

/** What an admitted call must report, once. `abandoned`: it was cancelled, which says nothing about the provider. */
export type CallOutcome = 'ok' | 'failed' | 'abandoned';

export type Admission = { admitted: true; report(outcome: CallOutcome): void } | { admitted: false; retryInMs: number };

/**
 * Keeps calls away from a provider that is down. Closed: everything passes. Open: nothing passes until the cool-down
 * ends. Half-open: one trial call; its success closes the breaker, its failure opens it again.
 */
export interface CircuitBreaker {
  readonly state: 'closed' | 'open' | 'half_open';
  admit(): Admission;
}

export function createCircuitBreaker(clock: Clock, settings: CircuitBreakerSettings = defaultBreakerSettings): CircuitBreaker {
  let failures = 0;
  let openedAt: number | undefined;
  let trialRunning = false;

  const settle = (trial: boolean, outcome: CallOutcome) => {
    if (trial) trialRunning = false;
    if (outcome === 'abandoned') return;
    if (outcome === 'ok') {
      // Only a trial may close an open breaker: a call from before it opened may succeed late.
      if (trial || openedAt === undefined) {
        failures = 0;
        openedAt = undefined;
      }
      return;
    }
    failures += 1;
    if (trial || (openedAt === undefined && failures >= settings.failures)) openedAt = clock.now();
  };

  const admitted = (trial: boolean): Admission => {
    let reported = false;
    return {
      admitted: true,
      report(outcome) {
        if (reported) return;
        reported = true;
        settle(trial, outcome);
      },
    };
  };

  const waitMs = () => (openedAt === undefined ? 0 : Math.max(0, openedAt + settings.coolDownMs - clock.now()));

  return {
    get state() {
      if (openedAt === undefined) return 'closed';
      return waitMs() === 0 ? 'half_open' : 'open';
    },
    admit() {
      if (openedAt === undefined) return admitted(false);
      const retryInMs = waitMs();
      if (retryInMs > 0 || trialRunning) return { admitted: false, retryInMs };
      trialRunning = true;
      return admitted(true);
    },
  };
}
