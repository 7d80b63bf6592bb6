import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Caches the compiled form of the modules that this process imports from now on, so the next process loads them faster.
 * Does not create a missing home folder. Node prefers the folder that NODE_COMPILE_CACHE names.
 */
export function cacheCompiledModules(): void {
  const { XDG_CACHE_HOME } = process.env;
  if (existsSync(XDG_CACHE_HOME || homedir())) enableCompileCache(join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'rote', 'compiled'));
}
