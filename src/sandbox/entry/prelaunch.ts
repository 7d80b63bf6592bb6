import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorMessage, startDeadline } from '../../base/index.ts';
import { type PrelaunchedBrowser, prelaunchBrowser } from '../../browser/index.ts';

const LAUNCH_TIMEOUT_MS = 20_000;

/** Starts the browser in advance, for a process that waits for its run. undefined, said on stderr, when it does not start: the run will try. */
export async function rehearse(executablePath: string): Promise<PrelaunchedBrowser | undefined> {
  using deadline = startDeadline(LAUNCH_TIMEOUT_MS, 'starting a browser in advance');
  try {
    // Inside the temporary folder of this sandbox, which is removed with it.
    const tracesFolder = join(tmpdir(), 'traces');
    await mkdir(tracesFolder, { recursive: true, mode: 0o700 });
    return await prelaunchBrowser({ executablePath, tracesFolder }, deadline);
  } catch (problem) {
    process.stderr.write(`No browser waits in advance: ${errorMessage(problem)}\n`);
    return undefined;
  }
}
