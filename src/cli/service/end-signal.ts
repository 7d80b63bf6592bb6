import type { Log } from '../../base/index.ts';
import { SIGNAL_ECHO_MS } from '../cancellation.ts';

/** `ended` resolves at the first SIGTERM or SIGINT. A second one, clearly later, ends the process at once; nothing on disk is lost. */
export function untilSignal(log: Log): { signal: AbortSignal; ended: Promise<NodeJS.Signals> } {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  const controller = new AbortController();
  let firstAt: number | undefined;
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      if (firstAt === undefined) {
        firstAt = performance.now();
        log.info(`${name}: taking no more runs and waiting for running ones; a second signal ends at once`);
        controller.abort();
        resolve(name);
      } else if (performance.now() - firstAt > SIGNAL_ECHO_MS) process.exit(130);
    });
  }
  return { signal: controller.signal, ended: promise };
}
