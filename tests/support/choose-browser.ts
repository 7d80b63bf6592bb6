import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorMessage, startDeadline } from '../../src/base/index.ts';
import { ensureBrowser } from '../../src/browser/index.ts';

const SHELL = '/usr/bin/chromium-headless-shell';
const INSTALL_TIMEOUT_MS = 600_000;

const hasShell = () =>
  access(SHELL, constants.X_OK).then(
    () => true,
    () => false,
  );

async function installShell(): Promise<void> {
  try {
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium-headless-shell']]) {
      await promisify(execFile)('apt-get', ['-q', ...args], { timeout: INSTALL_TIMEOUT_MS });
    }
  } catch (error) {
    console.log(`The headless shell was not installed: ${errorMessage(error).split('\n')[0]}`);
  }
}

/**
 * The browser for a whole run of the tests: ROTE_BROWSER, else Debian's headless shell, else what Rote finds or
 * installs. The shell is Chromium without the window that no test looks at, and needs less processor time.
 */
export async function chooseBrowser(): Promise<string> {
  const browser = await ensureBrowser(startDeadline(INSTALL_TIMEOUT_MS, 'finding a browser'), { onProgress: console.log });
  if (browser.source === 'ROTE_BROWSER' || process.platform !== 'linux') return browser.path;
  if (!(await hasShell()) && process.getuid?.() === 0) await installShell();
  return (await hasShell()) ? SHELL : browser.path;
}
