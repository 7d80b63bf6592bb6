import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Resident memory of a process in MB. */
export async function residentMb(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1] ?? 0) / 1024);
}

/** Puts a file system of that size over a folder. Rejects where this process may not mount. */
export async function mountSmallDisk(folder: string, sizeMb: number): Promise<void> {
  await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m,mode=700`, 'tmpfs', folder]);
}

/** Lazily: what is still open there goes with its last user. */
export async function unmount(folder: string): Promise<void> {
  await run('umount', ['-l', folder]);
}
