import type { Deadline } from '../../base/index.ts';
import { registerEngine } from '../page-world/bridge/register-engine.ts';
import type { SessionOptions } from '../session/browser-session.ts';
import { launchBrowser } from './launch-browser.ts';
import type { LaunchedBrowser, PrelaunchedBrowser } from './launched-browser.ts';

/**
 * Starts a browser as a session with a proxy would. `tracesFolder` is fixed at launch; it holds the raw trace, secrets
 * included, until the trace is written. Throws SETUP_FAILED with what to do.
 */
export async function prelaunchBrowser(
  { executablePath, tracesFolder }: { executablePath: string; tracesFolder: string },
  deadline: Deadline,
): Promise<PrelaunchedBrowser> {
  await registerEngine();
  // Any proxy will do: the browser itself is denied all traffic, and each context sets its own proxy.
  const launched = await launchBrowser({ executablePath, tracesFolder, proxy: { server: '' } }, deadline);
  const end = async () => {
    launched.kill();
    await launched.browser.close().catch(() => undefined); // already gone
  };
  try {
    // The first page of a browser is slow to open.
    const context = await deadline.race(launched.browser.newContext());
    await deadline.race(context.newPage());
    await deadline.race(context.close());
  } catch (error) {
    await end();
    throw error;
  }
  return { executablePath, launched, end };
}

/** The prelaunched browser of these options; undefined when there is none, it does not match them, or it has ended. */
export function takePrelaunched({ prelaunched, executablePath, proxy, headed }: SessionOptions): LaunchedBrowser | undefined {
  if (prelaunched === undefined || headed || !proxy || prelaunched.executablePath !== executablePath) return undefined;
  return prelaunched.launched.browser.isConnected() ? prelaunched.launched : undefined;
}
