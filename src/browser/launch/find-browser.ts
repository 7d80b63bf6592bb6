import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RoteError } from '../../contract/index.ts';
import { KnownVersions } from './known-versions.ts';

/** A browser that does not print its version within this time is not used. */
const VERSION_TIMEOUT_MS = 10_000;

const SYSTEM_NAMES = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge-stable', 'microsoft-edge'];
const LINUX_PATHS = ['/opt/google/chrome/chrome', '/usr/lib/chromium/chromium', '/snap/bin/chromium'];
const MAC_APPS = ['Google Chrome', 'Chromium', 'Google Chrome for Testing', 'Microsoft Edge'];

export interface FoundBrowser {
  path: string;
  /** As the browser prints it, for example `Chromium 156.0.8078.79`. */
  version: string;
  source: 'ROTE_BROWSER' | 'system' | 'playwright';
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** What `--version` prints; undefined when it does not look like a Chromium-based browser. */
async function askVersion(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: VERSION_TIMEOUT_MS, killSignal: 'SIGKILL' });
    return /(?:Chrom|Edge|Brave|Vivaldi|HeadlessShell)[^\n]*\d+\.\d+[\d.]*/
      .exec(stdout)?.[0]
      .replace(/ built on.*$/, '')
      .trim();
  } catch {
    return undefined; // not an executable, or no output in time
  }
}

/** The version of a program that can be executed; undefined when it is not a Chromium-based browser. */
type VersionOf = (path: string) => Promise<string | undefined>;

function rememberedVersions(env: NodeJS.ProcessEnv): VersionOf {
  const known = new KnownVersions(env);
  return async (path) => {
    const remembered = await known.get(path);
    if (remembered !== undefined) return remembered;
    const version = await askVersion(path);
    if (version !== undefined) await known.set(path, version);
    return version;
  };
}

function systemPaths(env: NodeJS.ProcessEnv): string[] {
  if (process.platform === 'darwin') {
    const folders = ['/Applications', join(env.HOME ?? homedir(), 'Applications')];
    return folders.flatMap((folder) => MAC_APPS.map((app) => join(folder, `${app}.app`, 'Contents', 'MacOS', app)));
  }
  const folders = (env.PATH ?? '/usr/local/bin:/usr/bin:/bin').split(':').filter((folder) => folder.startsWith('/'));
  return [...SYSTEM_NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...LINUX_PATHS];
}

/** Browsers that Playwright has downloaded, newest first. */
async function playwrightPaths(env: NodeJS.ProcessEnv): Promise<string[]> {
  const home = env.HOME ?? homedir();
  const cache = process.platform === 'darwin' ? join(home, 'Library/Caches') : (env.XDG_CACHE_HOME ?? join(home, '.cache'));
  const root = env.PLAYWRIGHT_BROWSERS_PATH || join(cache, 'ms-playwright');
  const entries = await readdir(root).catch(() => []);
  const revision = (name: string) => Number(/-(\d+)$/.exec(name)?.[1] ?? 0);
  const full = entries.filter((name) => /^chromium-\d+$/.test(name)).sort((one, other) => revision(other) - revision(one));
  const shells = entries.filter((name) => /^chromium_headless_shell-\d+$/.test(name)).sort((one, other) => revision(other) - revision(one));
  const inside = [
    'chrome-linux64/chrome',
    'chrome-linux/chrome',
    'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  ];
  const shellInside = ['chrome-headless-shell-linux64/chrome-headless-shell', 'chrome-linux/headless_shell'];
  return [
    ...full.flatMap((name) => inside.map((path) => join(root, name, path))),
    ...shells.flatMap((name) => shellInside.map((path) => join(root, name, path))),
  ];
}

/**
 * The browser to use: ROTE_BROWSER, else an installed Chrome, Chromium or Edge, else one that Playwright has
 * downloaded. undefined when there is none. Throws SETUP_FAILED when ROTE_BROWSER is set to something that is missing
 * or does not start: the user's choice is never replaced silently. A browser that has printed its version before is not
 * started to ask for it, unless `asksAgain`.
 */
export async function findBrowser(
  env: NodeJS.ProcessEnv = process.env,
  { asksAgain = false }: { asksAgain?: boolean } = {},
): Promise<FoundBrowser | undefined> {
  const versionOf = asksAgain ? askVersion : rememberedVersions(env);
  const named = env.ROTE_BROWSER?.trim();
  if (named) {
    if (!(await isExecutable(named))) {
      throw new RoteError('SETUP_FAILED', `ROTE_BROWSER is "${named}", which is not an executable file: correct the path or unset it.`);
    }
    const version = await versionOf(named);
    if (version === undefined) {
      throw new RoteError(
        'SETUP_FAILED',
        `ROTE_BROWSER is "${named}", which does not start as Chrome or Chromium: correct the path or unset it.`,
      );
    }
    return { path: named, version, source: 'ROTE_BROWSER' };
  }
  const candidates: { path: string; source: FoundBrowser['source'] }[] = [
    ...systemPaths(env).map((path) => ({ path, source: 'system' as const })),
    ...(await playwrightPaths(env)).map((path) => ({ path, source: 'playwright' as const })),
  ];
  for (const { path, source } of candidates) {
    if (!(await isExecutable(path))) continue;
    const version = await versionOf(path);
    if (version !== undefined) return { path, version, source };
  }
  return undefined;
}
