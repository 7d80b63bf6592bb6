/**
 * McNemar's exact test, two-sided, of pairs that differ: `worse` passed before and fail now, `better` the other way round. The chance of a
 * split at least this uneven if nothing had changed. 1 without any.
 */
export function mcnemar(worse: number, better: number): number {
  const of = worse + better;
  let tail = 0;
  // As a logarithm, because (1/2)^n is nothing to a computer for large n.
  let logTerm = of * Math.log(0.5);
  for (let index = 0; index <= Math.min(worse, better); index++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((of - index) / (index + 1));
  }
  return Math.min(1, 2 * tail);
}

/** How many pairs must differ, all in one direction, before the exact test can fall below 5 %: 2 · (1/2)^6 = 3.1 %. */
export const FEWEST_PAIRS = 6;
