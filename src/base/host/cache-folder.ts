import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where Rote keeps on this host what it can find out again. It need not exist yet; undefined without a home folder,
 * which is never created.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const home = env.HOME ?? homedir();
  return existsSync(env.XDG_CACHE_HOME || home) ? join(env.XDG_CACHE_HOME || join(home, '.cache'), 'rote') : undefined;
}
