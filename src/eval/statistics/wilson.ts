/** The 97.5 % point of the normal distribution: 95 % of values are between it and its negative. */
const Z = 1.959963984540054;

/** A share with its 95 % confidence bounds. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

/** Wilson's 95 % score interval for `hits` of `of`; undefined for 0 of 0. Valid for small numbers and at 0 and 1, unlike p ± 2σ. */
export function wilson(hits: number, of: number): Interval | undefined {
  if (of === 0) return undefined;
  const share = hits / of;
  const z2 = Z * Z;
  const centre = (share + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z / (1 + z2 / of)) * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  return { value: share, low: hits === 0 ? 0 : centre - half, high: hits === of ? 1 : centre + half };
}
