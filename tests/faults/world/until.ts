import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 100;

/**
 * Looks again until `look` gives something, for what nobody tells of by itself (a table of processes, another process's database). Throws with what
 * `look` was waiting for when the time is over.
 */
export async function until<T>(what: string, timeoutMs: number, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`after ${Math.round(timeoutMs / 1000)} s there is still not: ${what}`);
    await pause(LOOK_EVERY_MS);
  }
}
