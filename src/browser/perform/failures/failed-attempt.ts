import type { Deadline } from '../../../base/index.ts';
import type { Place } from '../../elements/locate.ts';
import type { Obstacle } from '../../playwright/playwright-errors.ts';

/** What is known of an action that may fail. Handlers add to it as they learn more. */
export interface FailedAttempt {
  /** The action as a noun: "the click". */
  what: string;
  /** When it began, of performance.now(). */
  readonly since: number;
  /** The selector as it was written. */
  selector?: string;
  place?: Place;
  /** The element must be editable. */
  fills?: boolean;
  /** What keeps the action from being performed, if nothing has reached the page yet. */
  obstacle?: Obstacle | undefined;
  /** What covered the element when it was last aimed at. */
  coveredBy?: string;
  /** Nothing has reached the page yet: Playwright's log says how far it got. */
  untouched?: boolean;
  /** The action's own explanation of its failure; called when the page responds. */
  explain?: (time: Deadline) => Promise<unknown>;
}

/** The time that has really passed: "2.8 s". An action may end before its timeout, and its explanation takes time too. */
export function waited({ since }: FailedAttempt): string {
  return `${((performance.now() - since) / 1_000).toFixed(1)} s`;
}
