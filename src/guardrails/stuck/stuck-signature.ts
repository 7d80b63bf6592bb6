import { pageKey } from '../url/page-url.ts';

/** One finished action, as the stuck detector wants it told. */
export interface StuckAction {
  /** The action's name, for example `click`. */
  action: string;
  /** A goto's url, a selector, a key; '' where the action has no target. */
  target: string;
  ok: boolean;
  /** Where the page really is after the action. */
  url: string;
  /** Whether the action typed text. Which text does not matter: an agent that tries ten passwords is as stuck as one that tries one. */
  typedText?: boolean;
  /**
   * The caller knows that this action achieved something that the address does not show, for example because the step's own verification held.
   * Never set it for "the page changed somehow": a clock on the page would keep a stuck agent going.
   */
  progress?: boolean;
}

/** What makes two actions the same: name, normalised target, and whether text was typed. */
export function stuckSignature({ action, target, typedText }: Pick<StuckAction, 'action' | 'target' | 'typedText'>): string {
  const normalised = action === 'goto' ? pageKey(target) : target.trim().replace(/\s+/g, ' ');
  return `${action}\n${normalised}\n${typedText === true ? 'typed' : ''}`;
}
