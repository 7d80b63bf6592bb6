import type { Frame } from 'playwright-core';
import type { Deadline } from '../../base/index.ts';
import type { SelectorCandidate } from '../../contract/index.ts';
import type { Observation, ObserveOptions } from './observation.ts';

/** The element of a ref: `frame.locator(selector)`. */
export interface LocatedRef {
  frame: Frame;
  selector: string;
}

/** Observes the active page of one session. Only the refs of its latest observation are valid. */
export interface Observer {
  /**
   * Throws DeadlineExceeded, or a RoteError (`failure.reason` stale_ref, not_found, invalid_selector) when the root
   * cannot be found.
   */
  observe(options: ObserveOptions, deadline: Deadline): Promise<Observation>;
  /**
   * Throws a RoteError with `failure.reason` stale_ref when the element is gone, has changed into another, or is not in
   * the latest observation.
   */
  locate(ref: string, deadline: Deadline): Promise<LocatedRef>;
  /** The ref of an element, by its number in its document, if the latest observation lists it. */
  refOf(document: string, n: number): string | undefined;
  /** Selectors that match exactly this element now, best first. Empty when it cannot be found. */
  selectorCandidates(selectorOrRef: string, deadline: Deadline): Promise<SelectorCandidate[]>;
}
