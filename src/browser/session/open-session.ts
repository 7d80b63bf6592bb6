import { mkdir } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import type { Deadline } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { launchBrowser } from '../launch/launch-browser.ts';
import { takePrelaunched } from '../launch/prelaunch-browser.ts';
import { mainWorldScript } from '../page-world/bridge/main-world.ts';
import { registerEngine } from '../page-world/bridge/register-engine.ts';
import { serviceWorkerScript } from '../page-world/bridge/service-worker.ts';
import { sendWholeLanguages } from '../playwright/accept-language.ts';
import { prepareServiceWorkers } from '../playwright/prepare-service-workers.ts';
import { signInToProxy } from '../playwright/sign-in-to-proxy.ts';
import type { BrowserSession, SessionOptions } from './browser-session.ts';
import { Dialogs } from './dialogs.ts';
import { Downloads } from './downloads/downloads.ts';
import { InlineFiles } from './downloads/inline-files.ts';
import { grantPermissions } from './grant-permissions.ts';
import { InFlight } from './in-flight.ts';
import { Notices } from './notices.ts';
import { RunningSession } from './running-session.ts';
import { restoreSessionStorage } from './storage/session-storage.ts';
import { Tabs } from './tabs/tabs.ts';
import { Traffic } from './traffic.ts';

const MAX_DOWNLOAD_BYTES = 200 * 1024 * 1024;

function contextOptions(options: SessionOptions): BrowserContextOptions {
  const { proxy, storageState } = options;
  return {
    viewport: options.viewport,
    acceptDownloads: true,
    serviceWorkers: options.service_workers === 'block' ? 'block' : 'allow',
    locale: options.locale,
    timezoneId: options.timezone,
    geolocation: options.geolocation,
    // A click waits until its target stands still.
    reducedMotion: options.reduced_motion ?? 'reduce',
    storageState:
      storageState && ({ cookies: storageState.cookies, origins: storageState.origins } as BrowserContextOptions['storageState']),
    // signInToProxy passes the credentials: with them here, Playwright would intercept every request of the session.
    // Loopback is not bypassed.
    proxy: proxy && { server: proxy.server, bypass: '<-loopback>' },
  };
}

/** By default, service workers run and answer no requests (docs/decisions/0062). */
const isBypassing = ({ service_workers = 'bypass' }: SessionOptions) => service_workers === 'bypass';

/**
 * Starts a browser with one context and one empty tab. Throws SETUP_FAILED (with what to do) when it does not start, or
 * the deadline's reason; in both cases no process keeps running.
 */
export async function openSession(options: SessionOptions, deadline: Deadline): Promise<BrowserSession> {
  if (!isAbsolute(options.downloadsFolder)) {
    throw new RoteError('VALIDATION_FAILED', `The downloads folder must be an absolute path, not "${options.downloadsFolder}".`);
  }
  await mkdir(options.downloadsFolder, { recursive: true });
  // A document that was used before Playwright knows the engine cannot be observed later.
  await deadline.race(registerEngine());
  const launched = takePrelaunched(options) ?? (await launchBrowser(options, deadline));
  try {
    const context = await deadline.race(launched.browser.newContext(contextOptions(options)));
    if (options.locale !== undefined) sendWholeLanguages(context);
    if (isBypassing(options)) prepareServiceWorkers(context, await serviceWorkerScript('answerNoRequests'));
    const notices = new Notices(options.secrets);
    const tabs = new Tabs(context, launched.cdp, notices);
    const downloads = new Downloads(context, {
      folder: options.downloadsFolder,
      maxBytes: options.maxDownloadBytes ?? MAX_DOWNLOAD_BYTES,
      secrets: options.secrets,
      notices,
    });
    const inlineFiles = new InlineFiles(launched.cdp);
    const dialogs = new Dialogs(context, { notices, secrets: options.secrets, log: deadline.log });
    const inFlight = new InFlight(context);
    const traffic = new Traffic(context, { workersAnswer: options.service_workers === 'full' });
    const session = new RunningSession({ launched, context, tabs, downloads, inlineFiles, dialogs, notices, inFlight, traffic, options });
    await deadline.race(
      Promise.all([
        launched.cdp.send('Target.setDiscoverTargets', { discover: true }),
        context.addInitScript({ content: await mainWorldScript('prepareDocument') }),
        restoreSessionStorage(context, options.storageState?.session_storage),
      ]),
    );
    const page = await deadline.race(context.newPage());
    await grantPermissions(context, launched.cdp, options, deadline);
    const { username, password } = options.proxy ?? {};
    if (username !== undefined && password !== undefined) await signInToProxy(page, { username, password: password.reveal() }, deadline);
    return session;
  } catch (error) {
    launched.kill();
    await launched.browser.close().catch(() => undefined);
    throw error;
  }
}
