import type { Difference } from '../statistics/bootstrap.ts';

/**
 * `real`: the probability of chance is below 5 %. `noise`: chance alone explains it. `too_few`: no result with so few pairs could be
 * significant.
 */
export type Certainty = 'real' | 'noise' | 'too_few' | 'same';

/** Pass and fail of the trials that both sides have. */
export interface PassDifference {
  pairs: number;
  passedBefore: number;
  passedAfter: number;
  /** Pairs that passed before and fail now; `better` is the reverse. */
  worse: number;
  better: number;
  /** McNemar's exact test, two-sided. */
  p: number;
  certainty: Certainty;
}

export interface FigureDifference {
  figure: 'duration_ms' | 'actions' | 'input_tokens' | 'output_tokens' | 'cost_usd';
  before: number;
  after: number;
  /** After minus before, with the 95 % interval of a paired bootstrap. */
  difference: Difference;
  certainty: Certainty;
}

export interface CaseComparison {
  id: string;
  /** For the case as a whole, by its own expectations. */
  verdict: 'regressed' | 'fixed' | 'still_passes' | 'still_fails';
  pass: PassDifference;
  figures: FigureDifference[];
  /** Why the case does not pass now. */
  problems: string[];
}

export interface Comparison {
  before: { name: string; hash: string; path: string };
  after: { name: string; hash: string; path: string };
  seed: number;
  resamples: number;
  pass: PassDifference;
  figures: FigureDifference[];
  cases: CaseComparison[];
  onlyBefore: string[];
  onlyAfter: string[];
  regressions: string[];
  notes: string[];
}
