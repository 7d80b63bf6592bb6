import { errorMessage, type Log } from '../../base/index.ts';
import { Membership } from '../process-tree/membership.ts';
import { proportionalMb, residentMb } from '../process-tree/memory.ts';
import type { RunningSandbox } from './running-sandbox.ts';

const INTERVAL_MS = 1_000;

/** Checks the memory of every sandbox each second. Returns what ends the watch. */
export function watchMemory(running: ReadonlyMap<string, RunningSandbox>, log: Log): () => void {
  const membership = new Membership();
  let checking = false;
  const checkAll = async () => {
    const trees = await membership.look();
    for (const [id, sandbox] of running) {
      const pids = trees.get(id) ?? [];
      // Resident memory counts shared pages several times: only above the limit is the exact, slow measure needed.
      if ((await residentMb(pids)) > sandbox.memoryLimitMb) sandbox.checkMemory(await proportionalMb(pids));
    }
  };
  const timer = setInterval(() => {
    if (checking || running.size === 0) return;
    checking = true;
    checkAll()
      .catch((problem: unknown) => log.warn('the memory of the sandboxes could not be checked', { error: errorMessage(problem) }))
      .finally(() => {
        checking = false;
      });
  }, INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
