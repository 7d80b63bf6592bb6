import type { Deadline } from '../base/deadline.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Playwright's `timeout` for what is left of a deadline: at least 1 (0 would mean no limit), at most what a timer can hold. */
export function timeoutWithin(deadline: Deadline, reserveMs = 0): number {
  return Math.max(1, Math.min(LONGEST_TIMER_MS, Math.floor(deadline.remainingMs() - reserveMs)));
}

/**
 * The same for an action on an element, minus the time that is needed to find out why it failed (a fifth, at most 500 ms), so that the
 * error says more than "timeout".
 */
export function actionTimeout(deadline: Deadline): number {
  return timeoutWithin(deadline, Math.min(500, deadline.remainingMs() / 5));
}
