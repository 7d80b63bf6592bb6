import { type Deadline, errorMessage } from '../base/index.ts';

/** Does `work` again and again, `everyMs` after it was done, until the deadline ends. What fails is logged and tried the next time. */
export async function repeat(what: string, everyMs: number, work: () => Promise<void>, deadline: Deadline): Promise<void> {
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
