import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive, type ProcessIdentity } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { errnoOf } from '../errno.ts';
import { OWNER_FILE } from './run-folder.ts';

const ownerSchema = z.object({ host: z.string(), pid: z.int(), started: z.string() });
/** A run of another host on a shared disk counts as dead after this time. No run takes longer than an hour. */
const FOREIGN_RUN_MS = 24 * 3600 * 1000;

/**
 * Removes the leftovers of killed runs: `.*.tmp` files and folders, including raw traces with secrets. Skips runs that
 * are active in any process of this host. Returns the removed paths; none for a missing `runsFolder`.
 */
export async function sweepRuns(runsFolder: string): Promise<string[]> {
  const removed: string[] = [];
  for (const run of await list(runsFolder)) {
    if (!run.isDirectory()) continue;
    const folder = join(runsFolder, run.name);
    const owner = await readOwner(join(folder, OWNER_FILE));
    if (owner !== undefined && (await isActive(owner, folder))) continue;
    await sweepFolder(folder, 2, removed);
  }
  return removed;
}

/**
 * The same for one run folder. Throws CONFLICT while a process of this host writes it; the caller must know about other
 * hosts.
 */
export async function sweepRun(folder: string): Promise<string[]> {
  const owner = await readOwner(join(folder, OWNER_FILE));
  if (owner !== undefined && owner.host === hostname() && (await isAlive(owner))) {
    throw new RoteError('CONFLICT', `The run in ${folder} is still active in process ${owner.pid}.`, { details: { pid: owner.pid } });
  }
  const removed: string[] = [];
  await sweepFolder(folder, 2, removed);
  return removed;
}

async function sweepFolder(folder: string, levels: number, removed: string[]): Promise<void> {
  for (const entry of await list(folder)) {
    const path = join(folder, entry.name);
    if (/^\..*\.tmp$/.test(entry.name)) {
      await rm(path, { recursive: true, force: true });
      removed.push(path);
    } else if (entry.isDirectory() && levels > 1) await sweepFolder(path, levels - 1, removed);
  }
}

async function isActive(owner: ProcessIdentity, folder: string): Promise<boolean> {
  if (owner.host !== hostname()) return Date.now() - (await stat(folder)).mtimeMs < FOREIGN_RUN_MS;
  return isAlive(owner);
}

/** The process that writes the folder; undefined if the file is missing or invalid. */
async function readOwner(path: string): Promise<ProcessIdentity | undefined> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

async function list(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
