import type { Deadline } from '../base/deadline.ts';
import type { BrowserSession } from './browser-session.ts';
import type { ElementDescription } from './describe-element.ts';
export interface ResolvedSelector {
  /** What to give to an action: the selector that won, with a frame in front of it when it was found in a child frame. */
  selector: string;
  /** Position in the chain, from 0. */
  index: number;
  /** Elements that it matches, hidden ones included. */
  matches: number;
  /** URL of the frame in which it was found, when that is not the main frame. */
  frameUrl?: string;
  /** The element, for the click guard. */
  element: ElementDescription;
}
/**
 * Probes all selectors of a chain together until one has exactly one visible match; the first in order wins.
 * Throws a RoteError with reason not_found, ambiguous, hidden, invalid_selector, … when the deadline ends first.
 */
export declare function resolveSelector(session: BrowserSession, chain: readonly string[], deadline: Deadline): Promise<ResolvedSelector>;
