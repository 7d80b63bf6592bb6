import type { Deadline } from '../../base/index.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Playwright's `timeout` for the rest of a deadline: at least 1 (0 means no limit), at most the longest timer. */
export function timeoutWithin(deadline: Deadline, reserveMs = 0): number {
  return Math.max(1, Math.min(LONGEST_TIMER_MS, Math.floor(deadline.remainingMs() - reserveMs)));
}

/**
 * A little shorter than the deadline, so Playwright's own timeout error comes first: it says how far the action got.
 */
export function actionTimeout(deadline: Deadline): number {
  return timeoutWithin(deadline, Math.min(200, deadline.remainingMs() / 10));
}

/**
 * The part of an action's time for its handler; the rest (a fifth, at most 500 ms) is for finding out why it failed.
 */
export function handlerTimeout(deadline: Deadline): number {
  return timeoutWithin(deadline, Math.min(500, deadline.remainingMs() / 5));
}
