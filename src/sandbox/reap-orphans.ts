import { readFile } from 'node:fs/promises';
import { errorMessage, isAlive, type Log } from '../base/index.ts';
import { findSandboxProcesses, type Member } from './process-tree/find-process-tree.ts';
import { killProcessTree } from './process-tree/kill-process-tree.ts';
import { isInOurSpace, nameProcess, type ProcessName, parseProcessName, sameProcess } from './process-tree/process-identity.ts';
import { type FolderOwner, listSandboxFolders, removeSandboxFolder } from './process-tree/sandbox-folder.ts';

interface ReapOptions {
  log: Log;
  /** Whether this worker still executes the run. Processes of its other runs are killed, and always those of dead workers. */
  isWanted: (runId: string) => boolean;
}

export interface Reaped {
  /** Killed processes. */
  processes: { pid: number; command: string; runId: string | null }[];
  /** Removed temporary folders. */
  folders: string[];
}

/**
 * Removes what dead workers of this host left: sandboxes, browsers, profile folders. Touches only what carries our labels and provably has no
 * living owner. Never rejects: failures are logged and retried at the next call.
 */
export async function reapOrphans({ log, isWanted }: ReapOptions): Promise<Reaped> {
  const reaped: Reaped = { processes: [], folders: [] };
  try {
    const found = await listSandboxFolders();
    const owners = new Map(found.flatMap(({ owner }) => (owner ? [[owner.sandbox_id, owner] as const] : [])));
    await reapProcesses(owners, { log, isWanted }, reaped);
    const alive = new Set((await findSandboxProcesses()).map(({ sandboxId }) => sandboxId));
    for (const { folder, owner } of found) {
      // A live sandbox removes its own folder; one without an owner may just be in the making.
      if (owner === undefined || alive.has(owner.sandbox_id) || (await isOwned(owner.worker))) continue;
      await removeSandboxFolder(folder).then(
        () => reaped.folders.push(folder),
        (problem: unknown) =>
          log.warn('a temporary folder of a dead worker could not be removed', { folder, error: errorMessage(problem) }),
      );
    }
  } catch (problem) {
    log.warn('looking for what dead workers left failed', { error: errorMessage(problem) });
  }
  return reaped;
}

async function reapProcesses(owners: ReadonlyMap<string, FolderOwner>, { log, isWanted }: ReapOptions, reaped: Reaped): Promise<void> {
  const self = await nameProcess(process.pid);
  for (const [sandboxId, members] of Map.groupBy(await findSandboxProcesses(), (member) => member.sandboxId)) {
    const worker = workerOf(members);
    if (worker === undefined) continue;
    const runId = owners.get(sandboxId)?.run_id ?? members.find(({ labels }) => labels.runId !== undefined)?.labels.runId ?? null;
    // Our own prelaunched sandbox has no run yet; the provider owns it.
    const wanted = sameProcess(worker, self) ? runId === null || isWanted(runId) : await isOwned(worker);
    if (wanted) continue;
    for (const { pid } of members) reaped.processes.push({ pid, command: await commandOf(pid), runId });
    await killProcessTree(sandboxId, log);
  }
}

function workerOf(members: readonly Member[]): ProcessName | undefined {
  return parseProcessName(members[0]?.labels.worker ?? '');
}

/** Whether it has an owner or may have one: processes of another host or container cannot be checked. */
async function isOwned(worker: ProcessName): Promise<boolean> {
  return !(await isInOurSpace(worker)) || (await isAlive(worker));
}

async function commandOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ').trim().slice(0, 200);
}
