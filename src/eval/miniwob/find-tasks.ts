import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { RoteError } from '../../contract/index.ts';

/** A folder of tasks, inside the folder that also holds what the tasks load (`../core/core.js`). */
export interface TaskFolder {
  /** The folder to serve. */
  readonly root: string;
  /** Path of the tasks relative to `root`, with slashes. */
  readonly path: string;
  /** Names without `.html`, sorted. */
  readonly tasks: readonly string[];
}

/**
 * Finds the tasks in `folder`: the repository's `miniwob/html` or `miniwob/html/miniwob`. Throws NOT_FOUND when there are none, or when the
 * script that they load is missing.
 */
export async function findTasks(folder: string): Promise<TaskFolder> {
  const given = resolve(folder);
  for (const tasks of [join(given, 'miniwob'), given]) {
    const names = await htmlFiles(tasks);
    if (names.length === 0) continue;
    const root = dirname(tasks);
    if (!(await entries(join(root, 'core'))).includes('core.js')) {
      throw new RoteError('NOT_FOUND', `The tasks in ${tasks} load ../core/core.js, but ${join(root, 'core', 'core.js')} does not exist.`);
    }
    return { root, path: basename(tasks), tasks: names };
  }
  throw new RoteError(
    'NOT_FOUND',
    `There are no MiniWoB++ tasks in ${given}: give the folder miniwob/html of a checkout of MiniWoB++, or one with the same layout.`,
  );
}

async function htmlFiles(folder: string): Promise<string[]> {
  return (await entries(folder))
    .filter((name) => name.endsWith('.html'))
    .map((name) => basename(name, '.html'))
    .toSorted();
}

async function entries(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
