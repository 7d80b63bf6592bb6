import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileWhole } from '../../base/index.ts';

/**
 * The temporary folder of one sandbox, in which its browser keeps its profile. It names its owner: what a dead worker left can be removed.
 */
const PREFIX = 'rote-run-';
const OWNER = 'owner.json';
/** The path of a socket has at most 107 bytes; Chromium's are 55 bytes longer than the folder. */
const MAX_FOLDER_BYTES = 50;

const ownerSchema = z.object({
  sandbox_id: z.string(),
  run_id: z.string().nullable(),
  worker: z.object({ host: z.string(), space: z.string(), pid: z.int(), started: z.string() }),
});
export type FolderOwner = z.infer<typeof ownerSchema>;

/** The system's folder for temporary files, or /tmp where that path is too long for sockets. */
function parentFolder(): string {
  const own = tmpdir();
  return Buffer.byteLength(own) + PREFIX.length + 11 > MAX_FOLDER_BYTES && process.platform !== 'win32' ? '/tmp' : own;
}

/** Readable by this user only. Throws what the file system throws. */
export async function createSandboxFolder(owner: FolderOwner): Promise<string> {
  const folder = join(parentFolder(), `${PREFIX}${owner.sandbox_id.slice(0, 10)}`);
  await mkdir(folder, { mode: 0o700 });
  await writeFolderOwner(folder, owner);
  return folder;
}

export async function writeFolderOwner(folder: string, owner: FolderOwner): Promise<void> {
  await writeFileWhole(join(folder, OWNER), JSON.stringify(owner), 0o600, false);
}

export async function removeSandboxFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
}

/** All such folders of this host; `owner` is undefined where it is not recorded. */
export async function listSandboxFolders(): Promise<{ folder: string; owner: FolderOwner | undefined }[]> {
  const parent = parentFolder();
  const names = (await readdir(parent, { withFileTypes: true })).filter((entry) => entry.isDirectory() && entry.name.startsWith(PREFIX));
  return Promise.all(
    names.map(async ({ name }) => {
      const folder = join(parent, name);
      const text = await readFile(join(folder, OWNER), 'utf8').catch(() => '');
      return { folder, owner: parseOwner(text) };
    }),
  );
}

function parseOwner(text: string): FolderOwner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return undefined; // Not ours, or just being created.
  }
}
