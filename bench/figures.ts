/** The median of the numbers. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The quantile `q` (0 to 1) of the numbers. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

/** The ratio of medians, and the spread of the ratios within pairs, which changes in the machine's speed do not affect. */
export function ratioLine(ours: readonly number[], theirs: readonly number[]): string {
  const pairs = ours.map((value, index) => value / theirs[index]!);
  return `ratio ${(median(ours) / median(theirs)).toFixed(2)} x, pair by pair ${quantile(pairs, 0.1).toFixed(2)} to ${quantile(pairs, 0.9).toFixed(2)}, median ${median(pairs).toFixed(2)}`;
}
