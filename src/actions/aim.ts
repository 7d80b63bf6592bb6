import type { Secret } from '../secrets/index.ts';
import type { Action } from './actions.ts';

/** The fields that say what an action acts on. */
export interface Aim {
  readonly selector?: string | undefined;
  /** Where a drag drops it. */
  readonly to?: string | undefined;
  readonly by?: { readonly x?: number | undefined; readonly y?: number | undefined } | undefined;
  readonly url?: string | Secret;
  readonly key?: string | undefined;
  readonly text?: string | Secret | undefined;
  /** The options to choose. */
  readonly option?: string | string[] | undefined;
  readonly value?: string | string[] | undefined;
  readonly label?: string | string[] | undefined;
}

/** What an action acts on; fields that it does not have are undefined. */
export function aimOf(action: Action): Aim {
  return { selector: undefined, ...action };
}
