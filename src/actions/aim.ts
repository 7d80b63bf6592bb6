import type { Secret } from '../secrets/index.ts';
import type { Action } from './actions.ts';

/** What several actions may be aimed at. */
export interface Aim {
  readonly selector?: string | undefined;
  readonly url?: string | Secret;
  readonly key?: string | undefined;
  readonly text?: string | Secret | undefined;
}

/** What an action is aimed at, whichever it is. */
export function aimOf(action: Action): Aim {
  return { selector: undefined, ...action };
}
