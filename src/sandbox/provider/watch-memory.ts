import { errorMessage, type Log } from '../../base/index.ts';
import { Membership } from '../process-tree/membership.ts';
import { proportionalMb, residentMb } from '../process-tree/memory.ts';
import type { RunningSandbox } from './running-sandbox.ts';

const EACH_MS = 1_000;

/** Weighs every sandbox each second. Returns what ends it. */
export function watchMemory(running: ReadonlyMap<string, RunningSandbox>, log: Log): () => void {
  const membership = new Membership();
  let weighing = false;
  const weigh = async () => {
    const families = await membership.look();
    for (const [id, sandbox] of running) {
      const pids = families.get(id) ?? [];
      // Shared memory counts several times in it: only what is over the limit by this measure has to be weighed exactly.
      if ((await residentMb(pids)) > sandbox.memoryLimitMb) sandbox.weigh(await proportionalMb(pids));
    }
  };
  const timer = setInterval(() => {
    if (weighing || running.size === 0) return;
    weighing = true;
    weigh()
      .catch((problem: unknown) => log.warn('the memory of the sandboxes could not be weighed', { error: errorMessage(problem) }))
      .finally(() => {
        weighing = false;
      });
  }, EACH_MS);
  timer.unref();
  return () => clearInterval(timer);
}
