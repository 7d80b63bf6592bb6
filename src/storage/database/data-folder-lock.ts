import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { processStart } from '../../base/process-start.ts';
import { RoteError } from '../../contract/errors.ts';

interface Owner {
  pid: number;
  started: string;
  host: string;
  /** Makes the owner of this very lock known from an earlier one of the same process. */
  token: string;
}

const ATTEMPTS = 20;

/**
 * Takes a folder for this process alone: two processes on one embedded database lose rows without a word. The lock of a process that is gone is taken
 * over at once. CONFLICT, with who holds it, while one lives. Returns what lets go of it.
 */
export async function lockDataFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'database.lock');
  const own: Owner = { pid: process.pid, started: await processStart(process.pid), host: hostname(), token: randomUUID() };
  const temporary = join(folder, `.lock-${own.token}.tmp`);
  await writeFile(temporary, JSON.stringify(own), { mode: 0o600, flush: true });
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      // A link is made whole or not at all, and by one process only.
      if (await linked(temporary, path)) return () => release(path, own.token);
      const holder = await readOwner(path);
      if (holder === undefined) continue;
      if (await isAlive(holder)) throw taken(folder, holder);
      await setAside(path, holder, folder);
    }
  } finally {
    await rm(temporary, { force: true });
  }
  throw new RoteError('CONFLICT', `The lock of ${folder} changes hands all the time: end what else starts there, and try again.`);
}

/** Moves a dead process's lock away. Whoever catches a living one's instead, because it was quicker, puts it back. */
async function setAside(path: string, dead: Owner, folder: string): Promise<void> {
  const aside = join(folder, `.lock-${randomUUID()}.tmp`);
  try {
    await rename(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  const moved = await readOwner(aside);
  if (moved !== undefined && moved.token !== dead.token) await linked(aside, path);
  await rm(aside, { force: true });
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function release(path: string, token: string): Promise<void> {
  if ((await readOwner(path))?.token === token) await rm(path, { force: true });
}

async function isAlive({ pid, started, host }: Owner): Promise<boolean> {
  if (host !== hostname()) return true; // Nobody can tell from here.
  try {
    process.kill(pid, 0);
  } catch (error) {
    return isCode(error, 'EPERM');
  }
  return started === '' || started === (await processStart(pid));
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function taken(folder: string, { pid, host }: Owner): RoteError {
  const where =
    host === hostname()
      ? `process ${pid}`
      : `process ${pid} on ${host} (if that machine is gone for good, remove ${join(folder, 'database.lock')})`;
  return new RoteError(
    'CONFLICT',
    `The data folder ${folder} is in use by ${where}: end it, set ROTE_DATA to another folder, or let several processes share a Postgres with --database-url.`,
    { details: { pid, host } },
  );
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
