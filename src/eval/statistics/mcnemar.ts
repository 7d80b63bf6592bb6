/**
 * McNemar's exact test, two-sided, of pairs that differ: `worse` passed before and fail now, `better` the other way round. The chance of a
 * split at least this uneven if nothing had changed. 1 without any.
 */
export function mcnemar(worse: number, better: number): number {
  const of = worse + better;
  let tail = 0;
  let term = 0.5 ** of;
  if (of > 1_000) return normalTail(worse, better);
  for (let index = 0; index <= Math.min(worse, better); index++) {
    tail += term;
    term *= (of - index) / (index + 1);
  }
  return Math.min(1, 2 * tail);
}

/** How many pairs must differ, all in one direction, before the exact test can fall below 5 %: 2 · (1/2)^6 = 3.1 %. */
export const FEWEST_PAIRS = 6;

/** 0.5^n is nothing to a computer for large n; by then the normal distribution with the correction for steps is as good. */
function normalTail(worse: number, better: number): number {
  const z = Math.max(0, Math.abs(worse - better) - 1) / Math.sqrt(worse + better);
  return Math.min(1, 2 * (1 - normalCdf(z)));
}

/** Abramowitz and Stegun 26.2.17; wrong by less than 7.5e-8. */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
}
