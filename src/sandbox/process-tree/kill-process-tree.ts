import type { Log } from '../../base/index.ts';
import { type Deadline, errorMessage, startDeadline } from '../../base/index.ts';
import { findProcessTree } from './find-process-tree.ts';

/** A killed process is gone within milliseconds, unless the system waits for a device. */
const TIMEOUT_MS = 15_000;
const POLL_MS = 15;

/**
 * Kills every process of a sandbox and repeats until none is left, to catch those that were just starting. Returns the ids of those that remain;
 * never rejects.
 */
export async function killProcessTree(sandboxId: string, log: Log): Promise<number[]> {
  using deadline = startDeadline(TIMEOUT_MS, `the end of the processes of a sandbox`, { log });
  return await killUntilGone(sandboxId, deadline);
}

async function killUntilGone(sandboxId: string, deadline: Deadline): Promise<number[]> {
  for (;;) {
    const members = (await findProcessTree(sandboxId)).filter(({ pid }) => pid !== process.pid);
    if (members.length === 0) return [];
    for (const { pid } of members) kill(pid, deadline.log);
    if (deadline.remainingMs() === 0) {
      const left = members.map(({ pid }) => pid);
      deadline.log.error('processes of a sandbox could not be killed', { sandbox_id: sandboxId, pids: left });
      return left;
    }
    // Only a parent is notified when a process ends, so this polls.
    await deadline.pause(POLL_MS).catch(() => undefined);
  }
}

function kill(pid: number, log: Log): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') log.warn('a process could not be killed', { pid, error: errorMessage(error) });
  }
}
