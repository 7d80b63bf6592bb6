import type { PassLimits, PassRequest } from '../page-world/pass-types.ts';
import type { ObserveOptions } from './observation.ts';

const FOLDED: PassLimits = { rows: 5, rowsWhole: 12, items: 10, itemsWhole: 20, options: 6, text: 400 };
const UNFOLDED: PassLimits = { rows: 60, rowsWhole: 60, items: 80, itemsWhole: 80, options: 200, text: 8_000 };

/** What a pass is asked for: folded for the whole page, unfolded for a part of it. */
export function passRequest(asked: ObserveOptions): PassRequest {
  return {
    from: 1,
    limits: asked.root === undefined ? FOLDED : UNFOLDED,
    hide: [...(asked.scope?.hiddenKinds ?? [])],
    ...(asked.scope?.dangerousNames !== undefined && { dangerous: asked.scope.dangerousNames }),
    ...(asked.scope?.accountNames !== undefined && { account: asked.scope.accountNames }),
    background: [255, 255, 255],
    offset: asked.root === undefined ? 0 : (asked.offset ?? 0),
  };
}
