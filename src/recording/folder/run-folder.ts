import { mkdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { identifyProcess, newRunId, safeFileName } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import { errnoOf } from '../errno.ts';
import { storageFailure } from '../storage-failure.ts';

/** Files without results: a killed run may leave them, and `sweepRuns` removes them. */
export const OWNER_FILE = '.owner.tmp';
export const SCRATCH_FOLDER = '.scratch.tmp';

const MAX_NAME_BYTES = 200;

/** The folder name of a run: safe on every file system, without secrets, at most 200 bytes. */
function runFolderName(runId: string, secrets: SecretBook): string {
  let name = safeFileName(secrets.redact(runId));
  while (Buffer.byteLength(name) > MAX_NAME_BYTES) name = [...name].slice(0, -1).join('');
  return name;
}

/**
 * Creates `<runsFolder>/<sanitized run id>/`, readable by this user only. Throws CONFLICT if it exists, because runs
 * never share a folder, and STORAGE_FULL or SETUP_FAILED if it cannot be created.
 */
export async function createRunFolder(
  runsFolder: string,
  wanted: string | undefined,
  secrets: SecretBook,
): Promise<{ runId: string; folder: string }> {
  const runId = wanted === undefined ? newRunId() : runFolderName(wanted, secrets);
  const parent = await makeParent(resolve(runsFolder));
  const folder = join(parent, runId);
  try {
    await mkdir(folder, { mode: 0o700 });
    // Shows other processes whether the run is alive or was killed.
    await writeFile(join(folder, OWNER_FILE), JSON.stringify(await identifyProcess()), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw conflict(wanted ?? runId, runId, parent, secrets, error);
    await rm(folder, { recursive: true, force: true });
    throw storageFailure(error, folder);
  }
  return { runId, folder };
}

async function makeParent(runsFolder: string): Promise<string> {
  try {
    await makeFolders(runsFolder);
    return await realpath(runsFolder);
  } catch (error) {
    throw storageFailure(error, runsFolder);
  }
}

/**
 * Not `mkdir` with `recursive`, which never returns on file systems that answer "no such file" to every new folder
 * (/proc, some mounts).
 */
async function makeFolders(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (errnoOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolders(dirname(path));
    await mkdir(path).catch((second: unknown) => {
      // Another run created it at the same moment.
      if (errnoOf(second) !== 'EEXIST') throw second;
    });
  }
}

function conflict(wanted: string, runId: string, parent: string, secrets: SecretBook, cause: unknown): RoteError {
  const shown = secrets.redact(wanted);
  const what =
    shown === runId
      ? `A run "${runId}" already exists`
      : `The run id "${shown}" is kept as "${runId}", and a run of that name already exists`;
  return new RoteError('CONFLICT', `${what} in ${parent}: choose another run id, or omit it.`, {
    cause,
    details: { run_id: runId },
  });
}
