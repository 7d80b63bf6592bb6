import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { type Deadline, errorMessage } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { EGRESS_LAUNCH_ARGS, trustArgs } from '../../egress/index.ts';
import { languagesOf } from '../playwright/accept-language.ts';
import { loadPlaywright } from '../playwright/load-playwright.ts';
import { timeoutWithin } from '../playwright/timeout-within.ts';
import type { SessionOptions } from '../session/browser-session.ts';
import { LAUNCH_FLAGS, REPLACED_FLAGS } from './launch-flags.ts';
import type { LaunchedBrowser } from './launched-browser.ts';

/** Nothing listens on the discard port: requests that the browser makes outside a context are refused. */
const DENY_ALL_PROXY = 'http://127.0.0.1:9';

function needsNoSandbox(env: NodeJS.ProcessEnv): boolean {
  return process.getuid?.() === 0 || Boolean(env.ROTE_NO_SANDBOX);
}

/** Playwright's start error, with advice for the causes that are known. */
function launchError(path: string, error: unknown): RoteError {
  const text = errorMessage(error);
  const sandbox = /no usable sandbox|setuid sandbox|without --no-sandbox/i.test(text);
  const display = /missing x server|\$DISPLAY|ozone_platform/i.test(text);
  const advice = sandbox
    ? 'this host does not allow its sandbox; set ROTE_NO_SANDBOX=1 to run without one'
    : display
      ? '--headed needs a display; omit it or set DISPLAY'
      : 'start it by hand to see why, or set ROTE_BROWSER to another Chrome or Chromium';
  return new RoteError('SETUP_FAILED', `The browser at ${path} did not start: ${advice}.`, {
    details: { technical: text.slice(0, 2_000) },
    cause: error,
  });
}

/** The process group of `pid`; undefined when it is also ours. */
function processGroup(pid: number): number | undefined {
  if (process.platform !== 'linux') return pid;
  try {
    const fields = (id: number | 'self') =>
      readFileSync(`/proc/${id}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
    const group = Number(fields(pid)[2]);
    return group === Number(fields('self')[2]) ? undefined : group;
  } catch {
    return undefined; // already gone
  }
}

function kill(target: number): void {
  try {
    process.kill(target, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Without it, the headless shell names no language to anyone, and a browser of a host in another language names that one. A browser that
 * was started before its run is English where only this flag counts: in requests of shared workers and WebSockets.
 */
const languageFlag = (locale: string | undefined) => `--accept-lang=${languagesOf(locale).join(',')}`;

type LaunchOptions = Pick<SessionOptions, 'executablePath' | 'headed' | 'tracesFolder' | 'proxy' | 'env' | 'locale'>;

/** Starts the browser process. Throws SETUP_FAILED with what to do. */
export async function launchBrowser(options: LaunchOptions, deadline: Deadline): Promise<LaunchedBrowser> {
  const env = options.env ?? process.env;
  const { chromium } = await loadPlaywright();
  const launching = chromium.launch({
    executablePath: options.executablePath,
    headless: !options.headed,
    ignoreDefaultArgs: REPLACED_FLAGS,
    args: [
      ...LAUNCH_FLAGS,
      languageFlag(options.locale),
      ...(options.proxy ? EGRESS_LAUNCH_ARGS : []),
      ...(options.proxy?.identity ? trustArgs(options.proxy.identity) : []),
      ...(needsNoSandbox(env) ? ['--no-sandbox'] : []),
    ],
    chromiumSandbox: !needsNoSandbox(env),
    // The run handles signals: it publishes its status first and then closes the browser.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    timeout: timeoutWithin(deadline),
    tracesDir: options.tracesFolder,
    proxy: options.proxy && { server: DENY_ALL_PROXY },
  });
  let browser: Browser;
  try {
    browser = await deadline.race(launching);
  } catch (error) {
    // Cancelled during the start: the browser must not keep running.
    launching.then((late) => late.close()).catch(() => undefined);
    if (deadline.signal.aborted) throw error;
    throw launchError(options.executablePath, error);
  }
  try {
    const cdp = await deadline.race(browser.newBrowserCDPSession());
    const { processInfo } = await deadline.race(cdp.send('SystemInfo.getProcessInfo'));
    const pid = processInfo.find((one) => one.type === 'browser')?.id;
    if (pid === undefined) throw new RoteError('SETUP_FAILED', `The browser at ${options.executablePath} does not report its process ID.`);
    const group = processGroup(pid);
    return {
      browser,
      pid,
      cdp,
      kill: () => {
        kill(pid);
        if (group !== undefined) kill(-group);
      },
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
