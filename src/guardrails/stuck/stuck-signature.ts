import { pageKey } from '../url/page-url.ts';

/** One finished action, as reported to the stuck detector. */
export interface StuckAction {
  /** The action's name, for example `click`. */
  action: string;
  /** A goto's url, a selector, a key; '' where the action has no target. */
  target: string;
  ok: boolean;
  /** Address of the page after the action. */
  url: string;
  /** Whether the action typed text; which text does not matter: an agent that tries ten passwords is stuck. */
  typedText?: boolean;
  /**
   * Set if the action achieved something that the address does not show, for example if the step's verification held. Not because the
   * page changed in some way: a clock on the page would keep a stuck agent going.
   */
  progress?: boolean;
}

/** What makes two actions the same: name, normalised target, and whether text was typed. */
export function stuckSignature({ action, target, typedText }: Pick<StuckAction, 'action' | 'target' | 'typedText'>): string {
  const normalised = action === 'goto' ? pageKey(target) : target.trim().replace(/\s+/g, ' ');
  return `${action}\n${normalised}\n${typedText === true ? 'typed' : ''}`;
}
