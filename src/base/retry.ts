import type { Deadline } from './deadline.ts';
import { errorMessage } from './error-message.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** Does `work` until it succeeds, with growing pauses: a database or a store that is away comes back. Rejects with the deadline's reason only. */
export async function retryUntilDone<T>(what: string, work: () => Promise<T>, deadline: Deadline): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    deadline.throwIfOver();
    try {
      return await deadline.race(work());
    } catch (error) {
      deadline.throwIfOver();
      deadline.log.warn(`${what} failed and is tried again`, { error: errorMessage(error) });
      await deadline.pause(pause);
    }
  }
}
