import { readFile } from 'node:fs/promises';

const KB_PER_MB = 1024;

/** Proportional memory: shared pages are divided among processes. Resident memory where the system does not report it; 0 once they are gone. */
export async function proportionalMb(pids: readonly number[]): Promise<number> {
  const each = await Promise.all(
    pids.map(async (pid) => (await readFieldKb(`/proc/${pid}/smaps_rollup`, 'Pss')) ?? (await residentKb(pid))),
  );
  return sum(each) / KB_PER_MB;
}

/** Resident memory: never less than the proportional, and a thousand times cheaper to read. */
export async function residentMb(pids: readonly number[]): Promise<number> {
  return sum(await Promise.all(pids.map(residentKb))) / KB_PER_MB;
}

async function residentKb(pid: number): Promise<number> {
  return (await readFieldKb(`/proc/${pid}/status`, 'VmRSS')) ?? 0;
}

async function readFieldKb(path: string, name: string): Promise<number | undefined> {
  const text = await readFile(path, 'latin1').catch(() => '');
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
