import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export interface StorageProcess {
  pid: number;
  /** What it says, a line each. Ends with the process. */
  lines: AsyncIterableIterator<string>;
  /** As if somebody pulled the plug. Resolves when it is gone. */
  kill(): Promise<void>;
}

/** Another process over the same storage; `does`: see storage-process.ts. */
export function startProcess(does: 'create' | 'take' | 'open', place: { folder: string; databaseUrl: string | undefined }): StorageProcess {
  const script = join(import.meta.dirname, 'storage-process.ts');
  const args = [script, does, place.folder, ...(place.databaseUrl === undefined ? [] : [place.databaseUrl])];
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
