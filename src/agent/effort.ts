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
 * How hard the model should think at a step: fully for the first two, less once three steps in a row went well, fully again after an
 * error. `low` and
 * below never change: not every provider knows less, and some refuse reasoning that goes on and off within a conversation.
 */
export function effortFor(full: Effort, step: number, successesInARow: number): Effort {
  return step <= FULL_STEPS || successesInARow < SUCCESSES_FOR_LESS ? full : LESS[full];
}
