import type { Deadline } from './deadline.ts';
import { errorMessage } from './text/error-message.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** Retries `work` with growing pauses until it succeeds, for databases and stores that come back. Rejects only with the deadline's reason. */
export async function retryUntilDone<T>(what: string, work: () => Promise<T>, deadline: Deadline): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    deadline.throwIfEnded();
    try {
      return await deadline.race(work());
    } catch (error) {
      deadline.throwIfEnded();
      deadline.log.warn(`${what} failed and will be retried`, { error: errorMessage(error) });
      await deadline.pause(pause);
    }
  }
}
