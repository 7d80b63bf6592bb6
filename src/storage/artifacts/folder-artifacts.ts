import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileWhole } from '../../base/atomic-file.ts';
import { RoteError } from '../../contract/errors.ts';
import type { ArtifactStore } from '../artifact-store.ts';
import { safeArtifactPath } from './safe-artifact-path.ts';

/** Artifacts in `<root>/<run id>/`. A run folder that lies there already is committed by syncing it. */
export function createFolderArtifacts(root: string): ArtifactStore {
  const keeps = async (runId: string, folder: string) =>
    (await realpath(folder)) === (await realpath(join(root, runId)).catch(() => undefined));
  return {
    keeps,
    async commit(runId, folder, paths, deadline) {
      const target = join(root, runId);
      const inPlace = await keeps(runId, folder);
      for (const path of inLastPlace(paths, 'manifest.json')) {
        deadline.throwIfOver();
        const to = join(target, safeArtifactPath(runId, path));
        await full(root, () => (inPlace ? sync(to) : copyWhole(join(folder, path), to)));
      }
      await full(root, () => sync(target));
    },
    async open(runId, path) {
      const file = join(root, runId, safeArtifactPath(runId, path));
      const found = await stat(file).catch(() => undefined);
      if (found?.isFile() !== true) return undefined;
      return { bytes: found.size, stream: createReadStream(file, { end: Math.max(0, found.size - 1) }) };
    },
    async remove(runId) {
      safeArtifactPath(runId, 'manifest.json');
      // The manifest first: what has none is not whole.
      await rm(join(root, runId, 'manifest.json'), { force: true });
      await rm(join(root, runId), { recursive: true, force: true });
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
        await rm(probe, { force: true }).catch(() => undefined); // Where it could not be written it need not be removed.
      }
    },
  };
}

export function inLastPlace(paths: readonly string[], last: string): string[] {
  return [...paths.filter((path) => path !== last), ...paths.filter((path) => path === last)];
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

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function full<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT'))
      throw new RoteError('STORAGE_FULL', `The disk that holds ${root} is full: free some space.`, { cause });
    throw cause;
  }
}
