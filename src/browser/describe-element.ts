import type { Deadline } from '../base/deadline.ts';
import type { BrowserSession } from './browser-session.ts';
/** What the click guard needs to know about an element. */
export interface ElementDescription {
  tag: string;
  role: string;
  /** Accessible name, at most 200 characters. */
  name: string;
  text: string;
  /** Resolved URL of a link (or of the link around the element). */
  href?: string;
  /** `type` of an input or button. */
  type?: string;
  inForm: boolean;
}
/** undefined when the selector matches nothing (or nothing visible) right now: it does not wait. */
export declare function describeElement(
  session: BrowserSession,
  selector: string,
  deadline: Deadline,
): Promise<ElementDescription | undefined>;
