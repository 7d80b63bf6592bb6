/** The smallest value that at least `share` of all values do not exceed (nearest rank): for 95 % of 20 values, the 19th. Undefined without values. */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  // Rounding errors, as in 0.07 · 100 = 7.000000000000001, must not raise the rank.
  return sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)];
}

export function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
