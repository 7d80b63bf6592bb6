import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDeadline } from '../deadline.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

/** A process that holds a folder or asks for it, and the file that says so. */
export interface FolderClaim extends ProcessIdentity {
  path: string;
  /** Its process holds the folder; before that it only asks for it. */
  held: boolean;
}

/** `holder` is null when several processes asked at once and kept giving way to each other. */
export type FolderLock = { locked: true; release: () => Promise<void> } | { locked: false; holder: FolderClaim | null };

const HELD = 'held';
/** How long processes that ask at the same time give way to each other. */
const GIVE_WAY_MS = 5_000;
const MAX_PAUSE_MS = 60;

/**
 * Locks a folder for this process until it is released or the process ends; creates the folder. The claim of a process that has ended does not
 * count. `name` tells apart the locks of one folder.
 *
 * A claim is a file that only its owner creates. Its name identifies the process and is never used again: removing a dead claim can never hit a
 * living one. A process that sees no living claim next to its own, which all others could see before, holds the folder (docs/decisions/0044).
 */
export async function lockFolder(folder: string, name: string): Promise<FolderLock> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { host, pid, started } = await identifyProcess();
  using deadline = startDeadline(GIVE_WAY_MS, 'locking a folder');
  while (deadline.remainingMs() > 0) {
    const claim = [name, pid, started, encodeURIComponent(host), randomUUID().slice(0, 8)].join('+');
    const path = join(folder, `${claim}.lock`);
    await writeFile(path, '', { flag: 'wx', mode: 0o600 });
    const release = () => rm(path, { force: true });
    let rival: FolderClaim | undefined;
    try {
      rival = await findLivingRival(folder, name, path);
      if (rival === undefined) await writeFile(path, HELD);
    } catch (error) {
      await release();
      throw error;
    }
    if (rival === undefined) return { locked: true, release };
    await release();
    if (rival.held) return { locked: false, holder: rival };
    await deadline.pause(Math.random() * MAX_PAUSE_MS).catch(() => undefined); // The loop sees that the time is up.
  }
  return { locked: false, holder: null };
}

/** A claim other than `own` whose process is alive, preferably one that holds the folder. Removes the claims of ended processes. */
async function findLivingRival(folder: string, name: string, own: string): Promise<FolderClaim | undefined> {
  let asking: FolderClaim | undefined;
  for (const file of await readdir(folder)) {
    const claim = await readClaim(folder, name, file);
    if (claim === undefined || claim.path === own) continue;
    if (!(await isAlive(claim))) await rm(claim.path, { force: true });
    else if (claim.held) return claim;
    else asking = claim;
  }
  return asking;
}

async function readClaim(folder: string, name: string, file: string): Promise<FolderClaim | undefined> {
  const [, lock, pid, started, host] = /^([^+]+)\+(\d+)\+(\d*)\+([^+]*)\+[^+]+\.lock$/.exec(file) ?? [];
  if (lock !== name || pid === undefined || started === undefined || host === undefined) return undefined;
  const path = join(folder, file);
  try {
    const held = (await readFile(path, 'utf8')) === HELD;
    return { path, pid: Number(pid), started, host: decodeURIComponent(host), held };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
