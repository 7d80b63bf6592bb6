import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { identifyProcess, isAlive } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';

const OWNER_FILE = '.owner.tmp';
const ownerSchema = z.object({ host: z.string(), pid: z.int(), started: z.string() });

/**
 * Keeps a second process from writing trials into the same folder. Throws CONFLICT while another lives; what a killed one left is taken over.
 * Returns what lets go.
 */
export async function holdFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, OWNER_FILE);
  const mine = await identifyProcess();
  for (let round = 0; round < 2; round++) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(JSON.stringify(mine));
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await isHeld(path))
      throw new RoteError('CONFLICT', `Another evaluation is writing into ${folder}: wait for it, or give another folder.`);
    await rm(path, { force: true });
  }
  throw new RoteError('CONFLICT', `Another evaluation has just begun in ${folder}: give another folder.`);
}

async function isHeld(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  let owner: z.infer<typeof ownerSchema>;
  try {
    owner = ownerSchema.parse(JSON.parse(text));
  } catch {
    return false; // It was killed while it wrote this.
  }
  return isAlive(owner);
}
