import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { identifyProcess, isAlive, type ProcessIdentity, startDeadline } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';

interface Claim extends ProcessIdentity {
  path: string;
  /** Its owner has the folder; before that it only asks for it. */
  held: boolean;
}

const HELD = 'held';
/** How long several processes that start at once give way to each other. */
const GIVE_WAY_MS = 5_000;
const LONGEST_PAUSE_MS = 60;

/**
 * Takes a folder for this process alone: two processes on one embedded database lose rows without a word. A claim whose process is gone counts for
 * nothing. CONFLICT, with who has the folder, while one lives. Returns what lets go of it.
 *
 * A claim is a file that only its owner ever makes, and whose name, which is never used again, says everything: it is whole as soon as it is there, and
 * removing a dead one can never hit a living one. Whoever sees no living claim beside its own, which everybody saw before, has the folder.
 */
export async function lockDataFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { host, pid, started } = await identifyProcess();
  using deadline = startDeadline(GIVE_WAY_MS, 'taking the data folder');
  while (deadline.remainingMs() > 0) {
    const name = ['database', pid, started, encodeURIComponent(host), randomUUID().slice(0, 8)].join('+');
    const path = join(folder, `${name}.lock`);
    await writeFile(path, '', { flag: 'wx', mode: 0o600 });
    const release = () => rm(path, { force: true });
    try {
      const rival = await livingRival(folder, path);
      if (rival === undefined) {
        await writeFile(path, HELD);
        return release;
      }
      if (rival.held) throw taken(folder, rival);
    } catch (error) {
      await release();
      throw error;
    }
    await release();
    await deadline.pause(Math.random() * LONGEST_PAUSE_MS).catch(() => undefined); // The loop sees that time is over.
  }
  throw new RoteError('CONFLICT', `Several processes want the data folder ${folder} at once: start one of them.`);
}

/** A claim beside `own` whose process lives, one that holds before one that asks. Those of dead ones are removed. */
async function livingRival(folder: string, own: string): Promise<Claim | undefined> {
  let asking: Claim | undefined;
  for (const name of await readdir(folder)) {
    const claim = await readClaim(folder, name);
    if (claim === undefined || claim.path === own) continue;
    if (!(await isAlive(claim))) await rm(claim.path, { force: true });
    else if (claim.held) return claim;
    else asking = claim;
  }
  return asking;
}

async function readClaim(folder: string, name: string): Promise<Claim | undefined> {
  const [, pid, started, host] = /^database\+(\d+)\+(\d*)\+([^+]*)\+[^+]+\.lock$/.exec(name) ?? [];
  if (pid === undefined || started === undefined || host === undefined) return undefined;
  const path = join(folder, name);
  try {
    const held = (await readFile(path, 'utf8')) === HELD;
    return { path, pid: Number(pid), started, host: decodeURIComponent(host), held };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function taken(folder: string, { pid, host, path }: Claim): RoteError {
  const where =
    host === hostname() ? `process ${pid}` : `process ${pid} on ${host} (if that machine or container is gone for good, remove ${path})`;
  return new RoteError(
    'CONFLICT',
    `The data folder ${folder} is in use by ${where}: end it, set ROTE_DATA to another folder, or let several processes share a Postgres with --database-url.`,
    { details: { pid, host } },
  );
}
