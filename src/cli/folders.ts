import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { PACKAGE_ROOT } from '../base/index.ts';
import { RoteError } from '../contract/index.ts';

/** Where Rote keeps runs and saved logins: ROTE_DATA, else `rote` in the user's data folder (XDG_DATA_HOME). */
export function dataFolder(env: NodeJS.ProcessEnv): string {
  if (env.ROTE_DATA) return resolve(env.ROTE_DATA);
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'rote');
}

/** Where run folders go: --output, else `runs` in the data folder. */
export function runsFolder(env: NodeJS.ProcessEnv, output?: string): string {
  return output === undefined ? join(dataFolder(env), 'runs') : resolve(output);
}

/** The folder of a run, given by its id in `runs` or as a folder. NOT_FOUND without one. */
export async function findRunFolder(run: string, runs: string): Promise<string> {
  for (const folder of [join(runs, run), resolve(run)]) {
    const found = await stat(join(folder, 'status.json')).then(
      () => true,
      () => false,
    );
    if (found) return folder;
  }
  throw new RoteError('NOT_FOUND', `There is no run "${run}" in ${runs}: give the ID or the folder of a run.`);
}

/** Playbooks: --playbooks, else ROTE_PLAYBOOKS, else the bundled folder. */
export function playbooksFolder(env: NodeJS.ProcessEnv, option?: string): string {
  return resolve(option ?? env.ROTE_PLAYBOOKS ?? join(PACKAGE_ROOT, 'playbooks'));
}

/** From where runs of a service may upload files: --uploads, else ROTE_UPLOADS, else nowhere. VALIDATION_FAILED if it is no folder. */
export async function uploadsFolder(env: NodeJS.ProcessEnv, option?: string): Promise<string | null> {
  const named = option ?? env.ROTE_UPLOADS;
  if (!named) return null;
  const folder = resolve(named);
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory())
    throw new RoteError(
      'VALIDATION_FAILED',
      `The folder of files to upload does not exist: ${folder}. Create it, or omit --uploads (ROTE_UPLOADS).`,
    );
  return folder;
}

/** Profiles: ROTE_PROFILES, else the bundled folder. */
export function profilesFolder(env: NodeJS.ProcessEnv): string {
  return resolve(env.ROTE_PROFILES ?? join(PACKAGE_ROOT, 'profiles'));
}
