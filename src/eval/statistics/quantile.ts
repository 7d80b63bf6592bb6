/** The smallest value that at least `share` of all do not exceed (nearest rank): of 20 values the 95 % one is the 19th. Undefined of none. */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  // 0.95 · 20 is 19.000000000000004 to a computer only when it is unlucky.
  return sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)];
}

export function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
