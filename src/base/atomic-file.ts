import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes a file so that `path` holds either the whole new content or what was there before: temporary file in the same folder,
 * synced, renamed. Makes the folder. Throws what the file system throws (ENOSPC, EACCES, …) and leaves no temporary file.
 * Without `durable` it is not synced: whole after the process is killed, but after a power cut only if the system had time.
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
