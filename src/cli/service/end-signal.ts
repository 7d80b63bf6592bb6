import type { Log } from '../../base/index.ts';

/** Resolves at the first SIGTERM or SIGINT; a second one, clearly later, ends the process at once. Nothing that is on disk is lost by that. */
export function untilSignal(log: Log): { signal: AbortSignal; ended: Promise<NodeJS.Signals> } {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  const controller = new AbortController();
  let firstAt: number | undefined;
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      if (firstAt === undefined) {
        firstAt = performance.now();
        log.info(`${name}: taking no more runs; those under way may end (again: end at once)`);
        controller.abort();
        resolve(name);
      } else if (performance.now() - firstAt > ECHO_MS) process.exit(130);
    });
  }
  return { signal: controller.signal, ended: promise };
}

/** A launcher passes signals on: the echo of the first is no impatience. */
const ECHO_MS = 500;
