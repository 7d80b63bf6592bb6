import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';

/** `outside` says nothing about whether there is such a file. */
export type FoundWithin = { kind: 'found'; path: string } | { kind: 'missing' } | { kind: 'outside' };

/** A file in a folder, by its name there or its path. Links are followed: what they lead to has to be in the folder as well. */
export async function findWithin(folder: string, file: string): Promise<FoundWithin> {
  const named = resolve(folder, file);
  if (!isIn(folder, named)) {
    // The folder may be named by way of a link.
    const real = await realpath(folder).catch(() => folder);
    if (real === folder || !isIn(real, named)) return { kind: 'outside' };
  }
  const [root, path] = await Promise.all([folder, named].map((one) => realpath(one).catch(() => undefined)));
  if (root === undefined || path === undefined) return { kind: 'missing' };
  return isIn(root, path) ? { kind: 'found', path } : { kind: 'outside' };
}

function isIn(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== '' && !/^\.\.(?:$|[\\/])/.test(inside) && !isAbsolute(inside);
}
