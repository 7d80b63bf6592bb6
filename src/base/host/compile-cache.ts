import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';

/**
 * Caches the compiled form of the modules that this process imports from now on, so the next process loads them faster.
 * Node prefers the folder that NODE_COMPILE_CACHE names.
 */
export function cacheCompiledModules(): void {
  const folder = cacheFolder();
  if (folder !== undefined) enableCompileCache(join(folder, 'compiled'));
}
