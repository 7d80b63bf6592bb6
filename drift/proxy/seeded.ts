/** A number from 0 to 2^32-1 that depends only on the seed and the key (FNV-1a, mixed). */
export function seededNumber(seed: number, key: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const char of `${seed}/${key}`) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x7feb352d);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** An entry of the list, the same for the same seed and key. Throws for an empty list. */
export function pickOne<T>(seed: number, key: string, list: readonly T[]): T {
  if (list.length === 0) throw new Error(`nothing to pick from for ${key}`);
  return list[seededNumber(seed, key) % list.length] as T;
}

/** A whole number from `from` to `to`, both included. */
export function numberBetween(seed: number, key: string, from: number, to: number): number {
  return from + (seededNumber(seed, key) % (to - from + 1));
}

/** A copy in another order, the same for the same seed and key. With two or more entries, the order always differs from the list's. */
export function shuffled<T>(seed: number, key: string, list: readonly T[]): T[] {
  const keyed = list.map((one, index) => ({ one, index, by: seededNumber(seed, `${key}/${index}`) }));
  const sorted = keyed.toSorted((a, b) => a.by - b.by);
  const moved = sorted.some(({ index }, at) => index !== at) ? sorted : [...sorted.slice(1), ...sorted.slice(0, 1)];
  return moved.map(({ one }) => one);
}
