import type { Effort } from '../model/index.ts';

const LESS: Readonly<Record<Effort, Effort>> = {
  none: 'none',
  minimal: 'minimal',
  low: 'low',
  medium: 'low',
  high: 'low',
  xhigh: 'medium',
};
const FULL_STEPS = 2;
const SUCCESSES_FOR_LESS = 3;

/**
 * The effort for a step: full for the first two, less once three steps in a row succeeded, full again after an error.
 * `low` and below never change: not every provider supports less, and some refuse reasoning that is switched on and off
 * within a conversation.
 */
export function effortFor(full: Effort, step: number, successesInARow: number): Effort {
  return step <= FULL_STEPS || successesInARow < SUCCESSES_FOR_LESS ? full : LESS[full];
}
