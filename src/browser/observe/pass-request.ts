import type { PassLimits, PassRequest } from '../page-world/pass-types.ts';
import type { ObserveOptions } from './observation.ts';

const FOLDED: PassLimits = { rows: 5, rowsWhole: 12, items: 10, itemsWhole: 20, options: 6, text: 400 };
const UNFOLDED: PassLimits = { rows: 60, rowsWhole: 60, items: 80, itemsWhole: 80, options: 200, text: 8_000 };

/** The request for one pass: the whole page folded, a part of it unfolded. */
export function passRequest({ root, offset = 0, scope }: ObserveOptions): PassRequest {
  return {
    from: 1,
    limits: root === undefined ? FOLDED : UNFOLDED,
    hide: [...(scope?.hiddenKinds ?? [])],
    dangerous: scope?.dangerousNames,
    account: scope?.accountNames,
    background: [255, 255, 255],
    offset: root === undefined ? 0 : offset,
  };
}
