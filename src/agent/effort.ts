import type { Effort } from '../model/index.ts';

const REDUCED: Readonly<Record<Effort, Effort>> = {
  none: 'none',
  minimal: 'minimal',
  low: 'low',
  medium: 'low',
  high: 'low',
  xhigh: 'medium',
};
const FULL_STEPS = 2;
const SUCCESSES_TO_REDUCE = 3;

/**
 * The effort for a step: full for the first two, reduced once three steps in a row succeeded, full again after an
 * error. `low` and below never change: not every provider supports less, and some reject a conversation that switches
 * reasoning on and off.
 */
export function effortFor(full: Effort, step: number, successesInARow: number): Effort {
  return step <= FULL_STEPS || successesInARow < SUCCESSES_TO_REDUCE ? full : REDUCED[full];
}
