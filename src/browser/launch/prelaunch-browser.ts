import type { Deadline } from '../../base/index.ts';
import { createBrowserIdentity } from '../../egress/index.ts';
import { registerEngine } from '../page-world/bridge/register-engine.ts';
import type { SessionOptions } from '../session/browser-session.ts';
import { launchBrowser } from './launch-browser.ts';
import type { LaunchedBrowser, PrelaunchedBrowser } from './launched-browser.ts';

/**
 * Starts a browser as a session with a proxy would. `tracesFolder` is fixed at launch; it holds the raw trace, secrets
 * included, until the trace is written. `opensPage`: opens and closes a page too, since the first is slow to open.
 * Throws SETUP_FAILED with what to do.
 */
export async function prelaunchBrowser(
  { executablePath, tracesFolder, opensPage = true }: { executablePath: string; tracesFolder: string; opensPage?: boolean },
  deadline: Deadline,
): Promise<PrelaunchedBrowser> {
  const registering = registerEngine();
  registering.catch(() => undefined); // its error is thrown below
  // Any proxy will do: the browser itself is denied all traffic, and each context sets its own proxy.
  const identity = createBrowserIdentity();
  const launched = await launchBrowser({ executablePath, tracesFolder, proxy: { server: '', identity } }, deadline);
  const prelaunched: PrelaunchedBrowser = {
    executablePath,
    launched,
    identity,
    isTaken: false,
    async end() {
      if (prelaunched.isTaken) return;
      launched.kill();
      await launched.browser.close().catch(() => undefined); // already gone
    },
  };
  try {
    await deadline.race(registering);
    if (!opensPage) return prelaunched;
    const context = await deadline.race(launched.browser.newContext());
    await deadline.race(context.newPage());
    await deadline.race(context.close());
  } catch (error) {
    await prelaunched.end();
    throw error;
  }
  return prelaunched;
}

/** The prelaunched browser of these options; undefined if it is missing, does not match them, or it has ended. */
export function takePrelaunched({ prelaunched, executablePath, proxy, headed }: SessionOptions): LaunchedBrowser | undefined {
  if (prelaunched === undefined || headed || !proxy || prelaunched.executablePath !== executablePath) return undefined;
  if (proxy.identity !== undefined && proxy.identity !== prelaunched.identity) return undefined;
  if (prelaunched.isTaken || !prelaunched.launched.browser.isConnected()) return undefined;
  prelaunched.isTaken = true;
  return prelaunched.launched;
}
