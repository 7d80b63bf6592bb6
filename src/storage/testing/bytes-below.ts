import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The content of all files below a folder, concatenated. */
export async function bytesBelow(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Buffer.concat(await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name)))));
}
