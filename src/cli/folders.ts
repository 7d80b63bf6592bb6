import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { PACKAGE_ROOT } from '../base/index.ts';

/** Where Rote keeps runs and saved logins: ROTE_DATA, else `rote` in the user's data folder (XDG_DATA_HOME). */
export function dataFolder(env: NodeJS.ProcessEnv): string {
  if (env.ROTE_DATA) return resolve(env.ROTE_DATA);
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'rote');
}

/** Where run folders go: --output, else `runs` in the data folder. */
export function runsFolder(env: NodeJS.ProcessEnv, output?: string): string {
  return output === undefined ? join(dataFolder(env), 'runs') : resolve(output);
}

/** Playbooks: --playbooks, else ROTE_PLAYBOOKS, else the bundled folder. */
export function playbooksFolder(env: NodeJS.ProcessEnv, option?: string): string {
  return resolve(option ?? env.ROTE_PLAYBOOKS ?? join(PACKAGE_ROOT, 'playbooks'));
}

/** Profiles: ROTE_PROFILES, else the bundled folder. */
export function profilesFolder(env: NodeJS.ProcessEnv): string {
  return resolve(env.ROTE_PROFILES ?? join(PACKAGE_ROOT, 'profiles'));
}
