import type { Deadline } from '../../base/index.ts';
import { registerEngine } from '../page-world/bridge/register-engine.ts';
import type { SessionOptions } from '../session/browser-session.ts';
import { launchBrowser } from './launch-browser.ts';
import type { LaunchedBrowser, WaitingBrowser } from './launched-browser.ts';

/**
 * Starts a browser as a session with a proxy would. `tracesFolder` holds what is traced, with secrets in it, until the trace is written: a
 * browser's is chosen at its start. Throws SETUP_FAILED with what to do.
 */
export async function openWaitingBrowser(
  { executablePath, tracesFolder }: { executablePath: string; tracesFolder: string },
  deadline: Deadline,
): Promise<WaitingBrowser> {
  await registerEngine();
  // Only that there is one counts: the browser itself may reach nobody, and each context has its own.
  const launched = await launchBrowser({ executablePath, tracesFolder, proxy: { server: '' } }, deadline);
  const end = async () => {
    launched.kill();
    await launched.browser.close().catch(() => undefined); // it is gone already
  };
  try {
    // The first page of a browser is the slow one.
    const context = await deadline.race(launched.browser.newContext());
    await deadline.race(context.newPage());
    await deadline.race(context.close());
  } catch (error) {
    await end();
    throw error;
  }
  return { executablePath, launched, end };
}

/** undefined when the options bring none that fits and lives. */
export function takeWaiting({ waiting, executablePath, proxy, headed }: SessionOptions): LaunchedBrowser | undefined {
  if (waiting === undefined || headed || !proxy || waiting.executablePath !== executablePath) return undefined;
  return waiting.launched.browser.isConnected() ? waiting.launched : undefined;
}
