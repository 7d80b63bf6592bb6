import type { Log } from '../../base/index.ts';
import { type Deadline, errorMessage, startDeadline } from '../../base/index.ts';
import { findFamily } from './find-process-tree.ts';

/** A killed process is gone within milliseconds, unless the system waits for a device. */
const GONE_WITHIN_MS = 15_000;
const LOOK_AGAIN_MS = 15;

/**
 * Kills every process of a sandbox and looks again until none is left: one that was just being started is found by the next look. Returns
 * those that outlived it; never rejects.
 */
export async function endFamily(sandboxId: string, log: Log): Promise<number[]> {
  using deadline = startDeadline(GONE_WITHIN_MS, `the end of the processes of a sandbox`, { log });
  return await killUntilGone(sandboxId, deadline);
}

async function killUntilGone(sandboxId: string, deadline: Deadline): Promise<number[]> {
  for (;;) {
    const members = (await findFamily(sandboxId)).filter(({ pid }) => pid !== process.pid);
    if (members.length === 0) return [];
    for (const { pid } of members) kill(pid, deadline.log);
    if (deadline.remainingMs() === 0) {
      const left = members.map(({ pid }) => pid);
      deadline.log.error('processes of a sandbox could not be ended', { sandbox_id: sandboxId, pids: left });
      return left;
    }
    // Nobody is told of the end of a process that is not its child.
    await deadline.pause(LOOK_AGAIN_MS).catch(() => undefined);
  }
}

function kill(pid: number, log: Log): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') log.warn('a process could not be ended', { pid, error: errorMessage(error) });
  }
}
