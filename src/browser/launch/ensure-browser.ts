import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Deadline, errorMessage } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { type FoundBrowser, findBrowser } from './find-browser.ts';

const DOWNLOAD_TIMEOUT_MS = 300_000;
const PACKAGES_TIMEOUT_MS = 600_000;
const MAX_OUTPUT_CHARS = 4_000;

export interface EnsureOptions {
  env?: NodeJS.ProcessEnv;
  onProgress?: (message: string) => void;
}

/** Runs a program and returns the end of its output. When the deadline ends, its whole process group is killed. */
async function runProgram(
  file: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  deadline: Deadline,
): Promise<{ ok: boolean; output: string }> {
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-MAX_OUTPUT_CHARS);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<number | null>((resolve) => {
    child.on('error', (error) => {
      output += error.message;
      resolve(null);
    });
    child.on('close', resolve);
  });
  try {
    return { ok: (await deadline.race(ended)) === 0, output };
  } catch (error) {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    throw error;
  }
}

interface Installer {
  name: string;
  timeoutMs: number;
  commands: [file: string, args: string[]][];
}

function listInstallers(): Installer[] {
  const playwright = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
  const installers: Installer[] = [
    { name: "Playwright's download", timeoutMs: DOWNLOAD_TIMEOUT_MS, commands: [[process.execPath, [playwright, 'install', 'chromium']]] },
  ];
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    installers.push({
      name: 'apt-get',
      timeoutMs: PACKAGES_TIMEOUT_MS,
      commands: [
        ['apt-get', ['update', '-q']],
        ['apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium']],
      ],
    });
  }
  return installers;
}

/** Returns what went wrong; undefined when every command succeeded. */
async function runInstaller(installer: Installer, env: NodeJS.ProcessEnv, deadline: Deadline): Promise<string | undefined> {
  using own = deadline.within(installer.timeoutMs, installer.name);
  try {
    for (const [file, args] of installer.commands) {
      const { ok, output } = await runProgram(file, args, { ...env, DEBIAN_FRONTEND: 'noninteractive' }, own);
      if (!ok) return output;
    }
    return undefined;
  } catch (error) {
    if (deadline.signal.aborted) throw error;
    return errorMessage(error);
  }
}

/**
 * The browser to use. When there is none, installs one: Playwright's download, or else apt-get when root. Throws
 * SETUP_FAILED with what to do.
 */
export async function ensureBrowser(deadline: Deadline, { env = process.env, onProgress }: EnsureOptions = {}): Promise<FoundBrowser> {
  const found = await findBrowser(env);
  if (found !== undefined) return found;
  const tried: Record<string, string> = {};
  for (const installer of listInstallers()) {
    onProgress?.(`No Chrome or Chromium was found; installing one with ${installer.name}.`);
    const problem = await runInstaller(installer, env, deadline);
    const installed = await findBrowser(env);
    if (installed !== undefined) return installed;
    tried[installer.name] = problem ?? 'it succeeded, but the browser does not start (system libraries may be missing)';
  }
  throw new RoteError(
    'SETUP_FAILED',
    'No Chrome or Chromium was found and none could be installed: install one (on Debian or Ubuntu "apt-get install chromium") or set ROTE_BROWSER to its path.',
    { details: { tried } },
  );
}
