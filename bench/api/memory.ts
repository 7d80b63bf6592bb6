import { readFile } from 'node:fs/promises';
import { descendantsOf } from '../../tests/support/processes.ts';

/** Proportional memory (PSS) of a process and its descendants, in MB. Linux only. */
export async function memoryMb(pid: number, alone = false): Promise<number> {
  let kb = 0;
  for (const one of alone ? [pid] : [pid, ...(await descendantsOf(pid))]) {
    const text = await readFile(`/proc/${one}/smaps_rollup`, 'utf8').catch(() => '');
    kb += Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0);
  }
  return kb / 1024;
}
