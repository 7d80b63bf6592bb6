import { errorMessage, type Log } from '../../base/index.ts';

/** Does `work` every `everyMs`, never twice at once and without holding the process. What it returns stops that, and waits for the round under way. */
export function repeatUntilClosed(what: string, everyMs: number, work: () => Promise<void>, log: Log): () => Promise<void> {
  let round: Promise<void> | undefined;
  const timer = setInterval(() => {
    round ??= work()
      .catch((error: unknown) => log.warn(`${what} failed`, { error: errorMessage(error) }))
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
