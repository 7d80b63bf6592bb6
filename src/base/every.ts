import type { Deadline } from './deadline.ts';
import type { Log } from './log.ts';
import { errorMessage } from './text/error-message.ts';

/** Repeats `work` until the deadline ends, with a pause of `everyMs` before each round. A failure is logged; the next round still runs. */
export async function every(what: string, everyMs: number, work: () => Promise<void>, deadline: Deadline): Promise<void> {
  while (!deadline.signal.aborted) {
    try {
      await deadline.pause(everyMs);
      await work();
    } catch (error) {
      if (deadline.signal.aborted) return;
      deadline.log.warn(`${what} failed and will be retried`, { error: errorMessage(error) });
    }
  }
}

/** The same in the background: never twice at once, and without keeping the process alive. Returns a function that stops it and waits for the current round. */
export function everyInBackground(what: string, everyMs: number, work: () => Promise<void>, log: Log): () => Promise<void> {
  let round: Promise<void> | undefined;
  const timer = setInterval(() => {
    round ??= work()
      .catch((error: unknown) => log.warn(`${what} failed and will be retried`, { error: errorMessage(error) }))
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
