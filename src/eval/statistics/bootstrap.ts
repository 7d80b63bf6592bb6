import { mean, quantile } from './quantile.ts';
import { seededRandom } from './seeded-random.ts';

export const RESAMPLES = 5_000;

export interface Difference {
  /** Mean of the differences. */
  value: number;
  low: number;
  high: number;
  pairs: number;
}

/**
 * The mean difference of pairs with its 95 % bootstrap interval. Each group holds the differences of one case: cases are drawn first, then pairs
 * within them, because trials of one case are alike. The same seed gives the same numbers. Undefined without pairs.
 */
export function bootstrapDifference(groups: readonly (readonly number[])[], seed: number): Difference | undefined {
  const filled = groups.filter((group) => group.length > 0);
  const value = mean(filled.map((group) => mean(group)!));
  if (value === undefined) return undefined;
  const random = seededRandom(seed);
  const draw = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const means: number[] = [];
  for (let round = 0; round < RESAMPLES; round++) {
    let sum = 0;
    for (let count = 0; count < filled.length; count++) {
      const group = draw(filled);
      let inside = 0;
      for (let pair = 0; pair < group.length; pair++) inside += draw(group);
      sum += inside / group.length;
    }
    means.push(sum / filled.length);
  }
  return {
    value,
    low: quantile(means, 0.025)!,
    high: quantile(means, 0.975)!,
    pairs: filled.reduce((sum, group) => sum + group.length, 0),
  };
}
