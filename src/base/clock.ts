/** Wall clock, injected where a rule depends on the time of day or on elapsed time; tests inject their own. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
