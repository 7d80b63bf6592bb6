import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes a file atomically: `path` holds either the whole new content or the old one. Writes a temporary file in the same folder,
 * syncs and renames it; creates the folder. Throws what the file system throws (ENOSPC, EACCES, …) and leaves no temporary file.
 * Without `durable` it does not sync: the file survives a killed process, but perhaps not a power cut.
 */
export async function writeFileWhole(path: string, content: string | Uint8Array, mode = 0o644, durable = true): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(content);
      if (durable) await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
