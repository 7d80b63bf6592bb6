import type { Deadline } from '../../base/index.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Playwright's `timeout` for what is left of a deadline: at least 1 (0 would mean no limit), at most what a timer can hold. */
export function timeoutWithin(deadline: Deadline, reserveMs = 0): number {
  return Math.max(1, Math.min(LONGEST_TIMER_MS, Math.floor(deadline.remainingMs() - reserveMs)));
}

/** The same, a little shorter: Playwright's own timeout error comes first, and says how far the action had got. */
export function actionTimeout(deadline: Deadline): number {
  return timeoutWithin(deadline, Math.min(200, deadline.remainingMs() / 10));
}

/** What a handler may use of an action's time; the rest (a fifth, at most 500 ms) is for finding out why it failed. */
export function handlerTimeout(deadline: Deadline): number {
  return timeoutWithin(deadline, Math.min(500, deadline.remainingMs() / 5));
}
