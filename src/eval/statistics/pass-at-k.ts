/**
 * Unbiased estimate of the probability that at least one of `k` trials passes, from `passed` of `trials`: 1 - C(n-c, k) / C(n, k).
 * Undefined with fewer than `k` trials.
 */
export function passAtK(trials: number, passed: number, k: number): number | undefined {
  if (k < 1 || trials < k) return undefined;
  return 1 - chooseRatio(trials - passed, trials, k);
}

/** Unbiased estimate of the probability that all of `k` trials pass: C(c, k) / C(n, k). Undefined with fewer than `k` trials. */
export function passHatK(trials: number, passed: number, k: number): number | undefined {
  if (k < 1 || trials < k) return undefined;
  return chooseRatio(passed, trials, k);
}

/** C(few, k) / C(all, k) as a product, which does not overflow. */
function chooseRatio(few: number, all: number, k: number): number {
  let ratio = 1;
  for (let index = 0; index < k; index++) ratio *= Math.max(0, few - index) / (all - index);
  return ratio;
}
