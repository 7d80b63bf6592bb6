import type { Frame } from 'playwright-core';
import type { Deadline } from '../../base/index.ts';
import type { SelectorCandidate } from '../../contract/index.ts';
import type { Observation, ObserveOptions } from './observation.ts';

/** Where a ref points to, for an action: `frame.locator(selector)`. */
export interface LocatedRef {
  frame: Frame;
  selector: string;
}

/** Looks at the active page of one session. Refs are those of its latest observation. */
export interface Observer {
  /** Throws DeadlineExceeded, or a RoteError (`failure.reason` stale_ref, not_found, invalid_selector) when the root cannot be found. */
  observe(options: ObserveOptions, deadline: Deadline): Promise<Observation>;
  /** Throws a RoteError with `failure.reason` stale_ref when the element is gone, became another, or is not in the latest observation. */
  locate(ref: string, deadline: Deadline): Promise<LocatedRef>;
  /** Selectors that lead to this one element now, best first. Empty when it cannot be found. */
  selectorCandidates(selectorOrRef: string, deadline: Deadline): Promise<SelectorCandidate[]>;
}
