import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileWhole } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { ArtifactStore } from '../artifact-store.ts';
import { safeArtifactPath } from './safe-artifact-path.ts';

const MANIFEST = 'manifest.json';

/** Artifacts in `<root>/<run id>/`. A run folder that is there already is committed by syncing it. */
export function createFolderArtifacts(root: string): ArtifactStore {
  const fileOf = (runId: string, path: string) => join(root, runId, safeArtifactPath(runId, path));
  const folderOf = (runId: string) => dirname(fileOf(runId, MANIFEST));
  const keeps = async (runId: string, folder: string) => {
    const [asked, kept] = await Promise.all([realPath(folder), realPath(folderOf(runId))]);
    return asked !== undefined && asked === kept;
  };
  return {
    keeps,
    async commit(runId, folder, paths, deadline) {
      const target = folderOf(runId);
      const inPlace = await keeps(runId, folder);
      const folders = new Set([target]);
      await reportFullDisk(root, async () => {
        await mkdir(target, { recursive: true, mode: 0o700 });
        for (const path of manifestLast(paths)) {
          deadline.throwIfEnded();
          const to = fileOf(runId, path);
          // Everything the manifest lists is on the disk before the manifest is.
          if (path === MANIFEST) await syncAll(folders);
          await (inPlace ? sync(to) : copyWhole(join(folder, path), to));
          for (let parent = dirname(to); parent !== target; parent = dirname(parent)) folders.add(parent);
        }
        await syncAll([...folders, root]);
      });
    },
    async open(runId, path) {
      const file = await open(fileOf(runId, path), 'r').catch(undefinedIfMissing);
      if (file === undefined) return undefined;
      try {
        const found = await file.stat();
        if (found.isFile()) return { bytes: found.size, stream: file.createReadStream() };
      } catch (error) {
        await file.close();
        throw error;
      }
      await file.close();
      return undefined;
    },
    async remove(runId) {
      // The manifest first: a run without one is incomplete.
      await rm(fileOf(runId, MANIFEST), { force: true });
      await rm(folderOf(runId), { recursive: true, force: true });
    },
    async check() {
      const probe = join(root, `.check-${randomUUID()}.tmp`);
      try {
        await writeFileWhole(probe, '');
      } catch (cause) {
        throw new RoteError('STORAGE_FULL', `The folder ${root} cannot be written: check its permissions and the space on its disk.`, {
          cause,
        });
      } finally {
        await rm(probe, { force: true }).catch(() => undefined); // It could not be written, so there is nothing to remove.
      }
    },
  };
}

function manifestLast(paths: readonly string[]): string[] {
  return [...paths.filter((path) => path !== MANIFEST), ...paths.filter((path) => path === MANIFEST)];
}

async function copyWhole(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const temporary = join(dirname(to), `.${randomUUID()}.tmp`);
  try {
    await copyFile(from, temporary);
    await sync(temporary);
    await rename(temporary, to);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function syncAll(paths: Iterable<string>): Promise<void> {
  for (const path of paths) await sync(path);
}

/** Syncs a file or a folder to the disk. */
async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function realPath(path: string): Promise<string | undefined> {
  return realpath(path).catch(undefinedIfMissing);
}

function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
  throw error;
}

async function reportFullDisk<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT'))
      throw new RoteError('STORAGE_FULL', `The disk that holds ${root} is full: free some space.`, { cause });
    throw cause;
  }
}
