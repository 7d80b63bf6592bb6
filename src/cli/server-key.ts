import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret, ServerKey } from '../secrets/index.ts';

/**
 * The key of this data folder: ROTE_SECRET_KEY, else a file in it, created once and readable only by this user. The processes of a
 * service on several machines need the same ROTE_SECRET_KEY.
 */
export async function openServerKey(env: NodeJS.ProcessEnv, dataFolder: string): Promise<ServerKey> {
  if (env.ROTE_SECRET_KEY) return new ServerKey(new Secret(env.ROTE_SECRET_KEY));
  const path = join(dataFolder, 'server.key');
  return new ServerKey(new Secret((await readKey(path)) ?? (await makeKey(path, dataFolder))));
}

async function readKey(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The process that links first wins, and no process reads half a key. */
async function makeKey(path: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const key = randomBytes(32).toString('hex');
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, `${key}\n`, { mode: 0o600, flush: true });
  try {
    await link(temporary, path);
    return key;
  } catch (error) {
    const first = await readKey(path);
    if (first === undefined) throw error;
    return first;
  } finally {
    await rm(temporary, { force: true });
  }
}
