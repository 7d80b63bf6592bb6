import { Cancelled } from '../base/index.ts';

/** A second Ctrl-C within this time is the terminal's echo of the first (a launcher passes signals on), not impatience. */
const ECHO_MS = 500;

/**
 * SIGINT, SIGTERM and SIGHUP end the run in order: status terminated, everything persisted. A second signal, clearly later, ends the
 * process at once; what is on disk is whole at any moment anyway.
 */
export function cancelOnSignals(onFirst: (signal: string) => void): { signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const stop = (name: NodeJS.Signals) => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      onFirst(name);
      controller.abort(new Cancelled(`The run was ended by ${name === 'SIGINT' ? 'Ctrl-C' : name}.`));
    } else if (performance.now() - firstAt > ECHO_MS) {
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
