import { Cancelled } from '../base/index.ts';

/** A second signal within this time is an echo of the first: a launcher passes signals on to a process that the terminal has already signalled. */
export const SIGNAL_ECHO_MS = 500;

/**
 * Ends a run in order on SIGINT, SIGTERM or SIGHUP: status terminated, everything persisted. A second signal, clearly later, ends the
 * process at once, which is safe because what is on disk is complete at any moment.
 */
export function cancelOnSignals(onFirst: (signal: string) => void): { signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const stop = (name: NodeJS.Signals) => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      onFirst(name);
      controller.abort(new Cancelled(`The run was ended by ${name === 'SIGINT' ? 'Ctrl-C' : name}.`));
    } else if (performance.now() - firstAt > SIGNAL_ECHO_MS) {
      process.exit(130);
    }
  };
  const names: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const name of names) process.on(name, stop);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const name of names) process.off(name, stop);
    },
  };
}
