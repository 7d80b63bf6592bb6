import { hostname } from 'node:os';
import { type FolderClaim, lockFolder } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';

/**
 * Locks a data folder for this process: two processes on one embedded database silently lose rows. Returns what releases it. CONFLICT, with the
 * process that has the folder, while that process is alive.
 */
export async function lockDataFolder(folder: string): Promise<() => Promise<void>> {
  const lock = await lockFolder(folder, 'database');
  if (lock.locked) return lock.release;
  if (lock.holder !== null) throw inUse(folder, lock.holder);
  throw new RoteError('CONFLICT', `Several processes want the data folder ${folder} at once: start one of them.`);
}

function inUse(folder: string, { pid, host, path }: FolderClaim): RoteError {
  const where =
    host === hostname() ? `process ${pid}` : `process ${pid} on ${host} (if that machine or container no longer exists, remove ${path})`;
  return new RoteError(
    'CONFLICT',
    `The data folder ${folder} is in use by ${where}: end it, set ROTE_DATA to another folder, or let several processes share a Postgres with --database-url.`,
    { details: { pid, host } },
  );
}
