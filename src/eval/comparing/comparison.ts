import type { Difference } from '../statistics/bootstrap.ts';

/**
 * `real`: so unlikely by chance (below 5 %) that it is taken for real. `noise`: chance alone does as much often enough. `too_few`: no result
 * of so few pairs could tell.
 */
export type Certainty = 'real' | 'noise' | 'too_few' | 'same';

/** Pass and fail of trials that are there on both sides. */
export interface PassDifference {
  pairs: number;
  passedBefore: number;
  passedAfter: number;
  /** Passed before and failed now; and the other way round. */
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
  /** After less before, with the 95 % interval of a paired bootstrap. */
  difference: Difference;
  certainty: Certainty;
}

export interface CaseComparison {
  id: string;
  /** Of the case as a whole, by its own expectations. */
  verdict: 'regressed' | 'fixed' | 'still_passes' | 'still_fails';
  pass: PassDifference;
  figures: FigureDifference[];
  /** What the case does not pass by now. */
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
