import { readFile } from 'node:fs/promises';

/**
 * When a process started, in clock ticks since boot, so that a process id which the system gave out again is not taken for the
 * process that had it before. '' where there is no /proc or no such process; one that has ended and was not waited for is none.
 */
export async function processStart(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses and may itself hold spaces and parentheses; the start is field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? '' : (fields[19] ?? '');
  } catch {
    return '';
  }
}
