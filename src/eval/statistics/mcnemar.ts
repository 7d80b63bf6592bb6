/**
 * McNemar's exact test, two-sided, over the pairs that differ: `worse` passed before and fail now, `better` the reverse. Returns the probability of a
 * split at least this uneven if nothing had changed; 1 without pairs.
 */
export function mcnemar(worse: number, better: number): number {
  const of = worse + better;
  let tail = 0;
  // Logarithms, because (1/2)^n underflows for large n.
  let logTerm = of * Math.log(0.5);
  for (let index = 0; index <= Math.min(worse, better); index++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((of - index) / (index + 1));
  }
  return Math.min(1, 2 * tail);
}

/** The fewest differing pairs, all in one direction, with which the exact test can fall below 5 %: 2 · (1/2)^6 = 3.1 %. */
export const FEWEST_PAIRS = 6;
