import { isDeepStrictEqual } from 'node:util';
import type { Path } from '../binding/slots.ts';

/**
 * One difference between two plain structures. Changes are applied in order: `path` counts list items as they are at
 * that point. `insert` puts a new item into a list, `set` replaces a value or adds a key.
 */
export type Change =
  | { readonly kind: 'set'; readonly path: Path; readonly value: unknown }
  | { readonly kind: 'insert'; readonly path: Path; readonly value: unknown }
  | { readonly kind: 'remove'; readonly path: Path };

/** The changes that turn `before` into `after`. List items that are equal in both stay where they are. */
export function changesBetween(before: unknown, after: unknown, path: Path = []): Change[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return listChanges(before, after, path);
  if (!isMapping(before) || !isMapping(after)) return [{ kind: 'set', path, value: after }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): Change[] => {
    const [old, now] = [before[key], after[key]];
    if (now === undefined) return old === undefined ? [] : [{ kind: 'remove', path: [...path, key] }];
    return old === undefined ? [{ kind: 'set', path: [...path, key], value: now }] : changesBetween(old, now, [...path, key]);
  });
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function listChanges(before: readonly unknown[], after: readonly unknown[], path: Path): Change[] {
  const changes: Change[] = [];
  let index = 0;
  for (const stretch of aligned(before, after, isDeepStrictEqual)) {
    for (const part of aligned(stretch.old, stretch.now, isSameKind)) {
      const pairs = Math.min(part.old.length, part.now.length);
      const isPair = pairs === 1 && isSameKind(part.old[0], part.now[0]);
      if (isPair) changes.push(...changesBetween(part.old[0], part.now[0], [...path, index]));
      else {
        changes.push(...part.old.map((_, extra): Change => ({ kind: 'remove', path: [...path, index + part.old.length - 1 - extra] })));
        changes.push(...part.now.map((value, extra): Change => ({ kind: 'insert', path: [...path, index + extra], value })));
      }
      index += part.now.length;
    }
  }
  return changes;
}

/** Whether one item can be the other one after a change: steps of one action, parameters of one name, plain values. */
function isSameKind(left: unknown, right: unknown): boolean {
  if (!isMapping(left) || !isMapping(right)) return typeof left === typeof right && !isMapping(left) && !isMapping(right);
  return left.action === right.action && left.name === right.name;
}

interface Stretch {
  readonly old: unknown[];
  readonly now: unknown[];
}

/** Cuts two lists into stretches: matching items (one pair each) and what is between them. */
function aligned(before: readonly unknown[], after: readonly unknown[], alike: (left: unknown, right: unknown) => boolean): Stretch[] {
  const common = commonLengths(before, after, alike);
  const parts: Stretch[] = [];
  let gap: Stretch = { old: [], now: [] };
  let [left, right] = [0, 0];
  while (left < before.length || right < after.length) {
    const inBoth = left < before.length && right < after.length;
    if (inBoth && alike(before[left], after[right])) {
      parts.push(gap, { old: [before[left]], now: [after[right]] });
      gap = { old: [], now: [] };
      left += 1;
      right += 1;
    } else if (right >= after.length || (inBoth && at(common, left + 1, right) >= at(common, left, right + 1))) {
      gap.old.push(before[left]);
      left += 1;
    } else {
      gap.now.push(after[right]);
      right += 1;
    }
  }
  return [...parts, gap];
}

/** How many items the remainders of both lists have in common, for each pair of starts. */
function commonLengths(
  before: readonly unknown[],
  after: readonly unknown[],
  alike: (left: unknown, right: unknown) => boolean,
): number[][] {
  const table = Array.from({ length: before.length + 1 }, () => Array.from({ length: after.length + 1 }, () => 0));
  for (let left = before.length - 1; left >= 0; left -= 1) {
    for (let right = after.length - 1; right >= 0; right -= 1) {
      const same = alike(before[left], after[right]);
      const row = table[left];
      if (row) row[right] = same ? at(table, left + 1, right + 1) + 1 : Math.max(at(table, left + 1, right), at(table, left, right + 1));
    }
  }
  return table;
}

function at(table: readonly number[][], left: number, right: number): number {
  return table[left]?.[right] ?? 0;
}
