import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export interface StorageProcess {
  pid: number;
  /** The lines it prints. Ends with the process. */
  lines: AsyncIterableIterator<string>;
  /** Kills it without warning. Resolves when it has exited. */
  kill(): Promise<void>;
}

/** Starts another process on the same storage; for the commands see storage-process.ts. */
export function startProcess(
  command: 'create' | 'take' | 'open',
  place: { folder: string; databaseUrl: string | undefined },
): StorageProcess {
  const script = join(import.meta.dirname, 'storage-process.ts');
  const args = [script, command, place.folder, ...(place.databaseUrl === undefined ? [] : [place.databaseUrl])];
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  return {
    pid: child.pid!,
    lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
