import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { findBrowser } from '../../src/browser/index.ts';

const root = resolve(import.meta.dirname, '..', '..');
const run = promisify(execFile);

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Rote as a user has it: packed, installed from the registry into an empty folder, under a path with a space. */
export interface InstalledPackage {
  /** The folder with its node_modules. */
  folder: string;
  /** What the tarball holds, as paths from its root. */
  files: string[];
  env: NodeJS.ProcessEnv;
  /** Starts `rote` under the Node of this host, which hands over to the package's own where it is too old. */
  start(args: string[], env?: NodeJS.ProcessEnv): ChildProcess;
  rote(args: string[], env?: NodeJS.ProcessEnv): Promise<Ended>;
  remove(): Promise<void>;
}

export async function installPackage(): Promise<InstalledPackage> {
  const place = await mkdtemp(join(tmpdir(), 'rote package '));
  const folder = join(place, 'an empty folder');
  await mkdir(folder);
  const env: NodeJS.ProcessEnv = {
    ...hostEnvironment(),
    ROTE_DATA: join(place, 'data'),
    ROTE_BROWSER: (await findBrowser())?.path ?? '',
    ROTE_MODEL: '',
    ROTE_LOG: 'error',
  };
  // prepack builds.
  const packed = await run('npm', ['pack', '--json', '--pack-destination', place], { cwd: root, env });
  const [{ filename, files }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('['))) as [
    { filename: string; files: { path: string }[] },
  ];
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', join(place, filename)], { cwd: folder, env });

  const start = (args: string[], more: NodeJS.ProcessEnv = {}) =>
    spawn(join(folder, 'node_modules', '.bin', 'rote'), args, { cwd: folder, env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
  return {
    folder,
    files: files.map((file) => file.path),
    env,
    start,
    async rote(args, more) {
      const child = start(args, more);
      const closed = new Promise<number | null>((done) => child.once('close', done));
      const [stdout, stderr, code] = await Promise.all([text(child.stdout!), text(child.stderr!), closed]);
      return { code, stdout, stderr };
    },
    remove: () => rm(place, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** This environment without what `npm test` and the tests put into it: a user's shell knows nothing of the checkout and its Node. */
function hostEnvironment(): NodeJS.ProcessEnv {
  const kept = /^npm_config_(cache|registry)$/i;
  const own = /^(npm_|vitest|node_|vite_|test$|rote_)/i;
  const entries = Object.entries(process.env).filter(([name]) => kept.test(name) || !own.test(name));
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
  return { ...Object.fromEntries(entries), PATH: path.join(delimiter) };
}
