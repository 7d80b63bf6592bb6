import { readFile } from 'node:fs/promises';
import { errorMessage, isAlive, type Log } from '../base/index.ts';
import { findFamilies, type Member } from './process-tree/find-process-tree.ts';
import { endFamily } from './process-tree/kill-process-tree.ts';
import { isOurPlace, nameOfProcess, type ProcessName, parseName, sameProcess } from './process-tree/process-identity.ts';
import { listPlaces, type PlaceOwner, removePlace } from './process-tree/sandbox-folder.ts';

interface ReapParts {
  log: Log;
  /** Whether a run of this worker is still carried out. Processes of its other runs are ended; those of dead workers always are. */
  isWanted: (runId: string) => boolean;
}

export interface Reaped {
  /** Processes that were ended. */
  processes: { pid: number; command: string; runId: string | null }[];
  /** Temporary folders that were removed. */
  folders: string[];
}

/**
 * Ends what dead workers of this machine left: sandboxes, browsers, profile folders. Only what carries our marks and provably has no
 * living owner is touched. Never rejects; what cannot be ended is logged and tried again the next time.
 */
export async function reapOrphans({ log, isWanted }: ReapParts): Promise<Reaped> {
  const reaped: Reaped = { processes: [], folders: [] };
  try {
    const places = await listPlaces();
    const owners = new Map(places.flatMap(({ owner }) => (owner ? [[owner.sandbox_id, owner] as const] : [])));
    await reapProcesses(owners, { log, isWanted }, reaped);
    const alive = new Set((await findFamilies()).map(({ sandboxId }) => sandboxId));
    for (const { folder, owner } of places) {
      // A folder of a sandbox that lives goes with it; one without a name may be being made just now.
      if (owner === undefined || alive.has(owner.sandbox_id) || (await isOwned(owner.worker))) continue;
      await removePlace(folder).then(
        () => reaped.folders.push(folder),
        (problem: unknown) => log.warn('a temporary folder of a dead worker stays', { folder, error: errorMessage(problem) }),
      );
    }
  } catch (problem) {
    log.warn('what dead workers left could not be looked for', { error: errorMessage(problem) });
  }
  return reaped;
}

async function reapProcesses(owners: ReadonlyMap<string, PlaceOwner>, { log, isWanted }: ReapParts, reaped: Reaped): Promise<void> {
  const self = await nameOfProcess(process.pid);
  for (const [sandboxId, members] of Map.groupBy(await findFamilies(), (member) => member.sandboxId)) {
    const worker = workerOf(members);
    if (worker === undefined) continue;
    const runId = owners.get(sandboxId)?.run_id ?? members.find(({ marks }) => marks.runId !== undefined)?.marks.runId ?? null;
    // Of our own, the waiting one has no run; the provider knows it.
    const wanted = sameProcess(worker, self) ? runId === null || isWanted(runId) : await isOwned(worker);
    if (wanted) continue;
    for (const { pid } of members) reaped.processes.push({ pid, command: await commandOf(pid), runId });
    await endFamily(sandboxId, log);
  }
}

function workerOf(members: readonly Member[]): ProcessName | undefined {
  return parseName(members[0]?.marks.worker ?? '');
}

/** Whether it has an owner, or may have one: of another machine's or another container's processes we know nothing. */
async function isOwned(worker: ProcessName): Promise<boolean> {
  return !(await isOurPlace(worker)) || (await isAlive(worker));
}

async function commandOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ').trim().slice(0, 200);
}
