import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { startDeadline } from '../../src/base/index.ts';
import { ensureBrowser, findBrowser, type PrelaunchedBrowser, prelaunchBrowser } from '../../src/browser/index.ts';
import { type ExecutedRun, executeRun, type RunDeps } from '../../src/run/index.ts';

const STARTS_WITHIN_MS = 300_000;

let started: Promise<PrelaunchedBrowser> | undefined;
/** The run that has the browser now. */
let holder: symbol | undefined;

/**
 * The one browser of this test process, lent to one run at a time: a start costs more processor time than most runs do. A run gets it as production
 * hands over a browser that was started in advance, and its end closes its context alone. undefined while another run has it: that one starts
 * a browser itself, as any run does.
 */
async function borrowBrowser(): Promise<PrelaunchedBrowser | undefined> {
  if (holder !== undefined) return undefined;
  const self = Symbol('a run');
  holder = self;
  const release = () => {
    if (holder === self) holder = undefined;
  };
  try {
    if (!(await started)?.launched.browser.isConnected()) started = start();
    return await lend(await (started ?? start()), release);
  } catch (error) {
    started = undefined;
    release();
    throw error;
  }
}

/** For tests of how a run starts its browser and ends it. */
export const ownBrowser = () => ensureBrowser(startDeadline(STARTS_WITHIN_MS, 'finding a browser'));

/** Executes a run in this process, in the shared browser where it may have it. One that brings its own `browser` program does not. */
export async function executeHere(run: Omit<RunDeps, 'browser'> & { browser?: RunDeps['browser'] }): Promise<ExecutedRun> {
  const browser = run.browser ?? ownBrowser;
  const prelaunchedBrowser = run.browser === undefined ? await borrowBrowser() : undefined;
  try {
    return await executeRun({ ...run, browser, prelaunchedBrowser });
  } finally {
    await prelaunchedBrowser?.end();
  }
}

async function start(): Promise<PrelaunchedBrowser> {
  const browser = await findBrowser();
  if (browser === undefined) throw new Error('no browser is installed: run `npm start` once, or set ROTE_BROWSER');
  const tracesFolder = mkdtempSync(join(tmpdir(), 'rote-shared-browser-'));
  const prelaunched = await prelaunchBrowser({ executablePath: browser.path, tracesFolder }, startDeadline(STARTS_WITHIN_MS, 'a browser'));
  process.once('exit', () => {
    prelaunched.launched.kill();
    rmSync(tracesFolder, { recursive: true, force: true });
  });
  return prelaunched;
}

async function lend({ executablePath, launched, identity }: PrelaunchedBrowser, release: () => void): Promise<PrelaunchedBrowser> {
  const cdp = await launched.browser.newBrowserCDPSession();
  const contexts: BrowserContext[] = [];
  const events = new EventEmitter();
  const gone = () => events.emit('disconnected');
  launched.browser.on('disconnected', gone);
  let returned: Promise<void> | undefined;
  let whole = false;
  const giveBack = async () => {
    try {
      if (launched.browser.isConnected()) await Promise.all([...contexts.map((context) => context.close()), cdp.detach()]);
      whole = true;
    } catch (error) {
      // The browser ended first, or was killed because the page did not let its context close: there is nothing to give back.
      if (launched.browser.isConnected()) throw error;
    } finally {
      launched.browser.off('disconnected', gone);
      release();
      gone();
    }
  };
  const close = () => (returned ??= giveBack());
  const own: Partial<Browser> = {
    newContext: async (options) => {
      const context = await launched.browser.newContext(options);
      contexts.push(context);
      return context;
    },
    isConnected: () => launched.browser.isConnected() && returned === undefined,
    close,
  };
  const browser = new Proxy(launched.browser, {
    get: (target, name) => {
      if (name === 'on') return events.on.bind(events);
      const value: unknown = Object.hasOwn(own, name) ? Reflect.get(own, name) : Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  // A page that does not let its context close takes the whole browser with it; the next run gets another.
  const kill = () => {
    if (!whole) launched.kill();
  };
  return { executablePath, identity, launched: { browser, pid: launched.pid, cdp, kill }, isTaken: false, end: close };
}
