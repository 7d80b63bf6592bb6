import { isDeepStrictEqual } from 'node:util';
import type { Path } from '../binding/slots.ts';
import { align } from './alignment.ts';

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
  const stretches: Stretch[] = [];
  let gap: Stretch = { old: [], now: [] };
  for (const pairing of align(before, after, alike)) {
    if ('old' in pairing && 'now' in pairing) {
      stretches.push(gap, { old: [pairing.old], now: [pairing.now] });
      gap = { old: [], now: [] };
    } else if ('old' in pairing) gap.old.push(pairing.old);
    else gap.now.push(pairing.now);
  }
  return [...stretches, gap];
}
