import { readFile } from 'node:fs/promises';
import { findProcessTree } from '../../../src/sandbox/process-tree/find-process-tree.ts';
import { listSandboxFolders } from '../../../src/sandbox/process-tree/sandbox-folder.ts';
import { until } from './until.ts';

/** The processes of one sandbox, told apart by what they are. */
export interface SandboxPids {
  sandboxId: string;
  main: number;
  browser: number[];
  renderers: number[];
  all: number[];
}

/** The sandbox that carries a run out, as the temporary folders and the table of processes tell. */
export async function sandboxOf(runId: string): Promise<SandboxPids | undefined> {
  const place = (await listSandboxFolders()).find(({ owner }) => owner?.run_id === runId);
  return place?.owner && pidsOf(place.owner.sandbox_id);
}

/** The sandbox that waits for the next run of the worker with this process id. */
export async function waitingSandboxOf(workerPid: number): Promise<SandboxPids | undefined> {
  const place = (await listSandboxFolders()).find(({ owner }) => owner?.run_id === null && owner.worker.pid === workerPid);
  return place?.owner && pidsOf(place.owner.sandbox_id);
}

/** How many sandboxes of these workers carry a run out at this moment. */
export async function busySandboxes(workerPids: readonly number[]): Promise<number> {
  const busy = (await listSandboxFolders()).filter(({ owner }) => owner && owner.run_id !== null && workerPids.includes(owner.worker.pid));
  return busy.length;
}

export function anySandboxOf(runId: string): Promise<SandboxPids> {
  return until(`a sandbox of ${runId}`, 30_000, () => sandboxOf(runId));
}

async function pidsOf(sandboxId: string): Promise<SandboxPids | undefined> {
  const members = await findProcessTree(sandboxId);
  const main = members.find(({ pid, group }) => pid === group);
  if (main === undefined) return undefined;
  const pids: SandboxPids = { sandboxId, main: main.pid, browser: [], renderers: [], all: members.map(({ pid }) => pid) };
  for (const { pid } of members) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('--type=renderer')) pids.renderers.push(pid);
    else if (command.includes('--user-data-dir=') && !command.includes('--type=')) pids.browser.push(pid);
  }
  return pids;
}

/** One that is gone already is as dead as it can be. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): number {
  let reached = 0;
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
      reached += 1;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  return reached;
}
