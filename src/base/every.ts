import type { Deadline } from './deadline.ts';
import { errorMessage } from './error-message.ts';
import type { Log } from './log.ts';

/** Does `work` again and again, `everyMs` after it was done, until the deadline ends. What fails is logged and tried the next time. */
export async function every(what: string, everyMs: number, work: () => Promise<void>, deadline: Deadline): Promise<void> {
  while (!deadline.signal.aborted) {
    try {
      await deadline.pause(everyMs);
      await work();
    } catch (error) {
      if (deadline.signal.aborted) return;
      deadline.log.warn(`${what} failed and is tried again`, { error: errorMessage(error) });
    }
  }
}

/**
 * The same in the background: never twice at once, and without holding the process. Returns what stops it and waits for the round under way.
 */
export function everyInBackground(what: string, everyMs: number, work: () => Promise<void>, log: Log): () => Promise<void> {
  let round: Promise<void> | undefined;
  const timer = setInterval(() => {
    round ??= work()
      .catch((error: unknown) => log.warn(`${what} failed and is tried again`, { error: errorMessage(error) }))
      .finally(() => {
        round = undefined;
      });
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await round;
  };
}
