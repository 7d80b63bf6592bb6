import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '..', '..');
const SOURCE = join(ROOT, 'src', 'cli', 'main.ts');
const COMPILED = join(ROOT, 'dist', 'src', 'cli', 'main.js');

export interface BenchService {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/**
 * Starts `rote serve` as a separate process, with an embedded database in a temporary folder. `compiled`: runs what
 * `npm run build` wrote, as a package does; running the TypeScript sources needs more memory.
 */
export async function startService(args: string[], { compiled = false } = {}): Promise<BenchService> {
  const folder = await mkdtemp(join(tmpdir(), 'rote-bench-'));
  const child = spawn(
    process.execPath,
    [compiled ? COMPILED : SOURCE, 'serve', '--port', '0', '--rate-limit', '10000000', '--drain-seconds', '1', ...args],
    {
      env: { ...process.env, ROTE_DATA: folder, ROTE_LOG: 'error', ROTE_MODEL: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  // The service must end with the bench, however that ends.
  process.once('exit', () => child.kill('SIGTERM'));
  const url = await firstUrl(child);
  return {
    url,
    pid: child.pid!,
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The first address that a child process prints. Rejects when it exits before. */
export async function firstUrl(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const url = /https?:\/\/[\w.:[\]]+/.exec(line)?.[0];
    if (url !== undefined) {
      child.stdout!.resume();
      return url;
    }
  }
  throw new Error('the service ended before it listened');
}
