import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { findBrowser } from '../../src/browser/index.ts';

const MAIN = resolve(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');

export interface RunningService {
  child: ChildProcess;
  url: string;
  /** Ends it, if it has not ended. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** `rote serve` on a free port, as a separate process. `env` holds at least ROTE_DATA. */
export async function startService(args: readonly string[], env: NodeJS.ProcessEnv): Promise<RunningService> {
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', ...args], {
    env: { ...process.env, ROTE_BROWSER: (await findBrowser())?.path ?? '', ROTE_MODEL: '', ROTE_LOG: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
    child.kill(signal);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  for await (const line of createInterface({ input: child.stdout! })) {
    const url = /http:\/\/[\d.:]+/.exec(line)?.[0];
    if (url === undefined) continue;
    child.stdout!.resume();
    return { child, url, stop };
  }
  throw new Error('the service ended before it listened');
}
