import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorMessage, startDeadline } from '../../base/index.ts';
import { type PrelaunchedBrowser, prelaunchBrowser } from '../../browser/index.ts';

const LAUNCH_TIMEOUT_MS = 20_000;

/** Starts the browser for a process that waits for its run. undefined, with a line on stderr, when it does not start: the run tries again. */
export async function prelaunch(executablePath: string): Promise<PrelaunchedBrowser | undefined> {
  using deadline = startDeadline(LAUNCH_TIMEOUT_MS, 'prelaunching a browser');
  try {
    // Inside the temporary folder of this sandbox, which is removed with it.
    const tracesFolder = join(tmpdir(), 'traces');
    await mkdir(tracesFolder, { recursive: true, mode: 0o700 });
    return await prelaunchBrowser({ executablePath, tracesFolder }, deadline);
  } catch (error) {
    process.stderr.write(`The browser could not be prelaunched: ${errorMessage(error)}\n`);
    return undefined;
  }
}
