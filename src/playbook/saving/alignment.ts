/** One step through two lists: an item of each that match, or an item that only one of them has. */
export type Pairing<Item> = { readonly old: Item; readonly now: Item } | { readonly old: Item } | { readonly now: Item };

/**
 * Aligns two lists along their longest common subsequence; removed items come before added ones. Uses a table of all
 * pairs: playbooks have a few hundred lines.
 */
export function align<Item>(before: readonly Item[], after: readonly Item[], alike: (left: Item, right: Item) => boolean): Pairing<Item>[] {
  const width = after.length + 1;
  /** How many items the rests of both lists have in common, for each pair of starts. */
  const common = new Uint32Array((before.length + 1) * width);
  const at = (left: number, right: number) => common[left * width + right] ?? 0;
  for (let left = before.length - 1; left >= 0; left -= 1) {
    for (let right = after.length - 1; right >= 0; right -= 1) {
      const matches = alike(before[left]!, after[right]!);
      common[left * width + right] = matches ? at(left + 1, right + 1) + 1 : Math.max(at(left + 1, right), at(left, right + 1));
    }
  }
  const pairings: Pairing<Item>[] = [];
  let [left, right] = [0, 0];
  while (left < before.length || right < after.length) {
    const inBoth = left < before.length && right < after.length;
    if (inBoth && alike(before[left]!, after[right]!)) pairings.push({ old: before[left++]!, now: after[right++]! });
    else if (right >= after.length || (inBoth && at(left + 1, right) >= at(left, right + 1))) pairings.push({ old: before[left++]! });
    else pairings.push({ now: after[right++]! });
  }
  return pairings;
}
