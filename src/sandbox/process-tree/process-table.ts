import { readdir, readFile } from 'node:fs/promises';
import { RUN_ID, SANDBOX_ID, SANDBOX_WORKER } from './process-identity.ts';

export interface ProcessRow {
  pid: number;
  parent: number;
  group: number;
  /** Clock ticks since boot. */
  started: string;
  /** R, S, D, T, Z, … A zombie (Z) has ended and waits for its parent to collect it. */
  state: string;
}

/** What the environment of a process says about its sandbox. */
export interface SandboxLabels {
  sandboxId: string;
  worker: string;
  runId: string | undefined;
}

export async function listPids(): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []); // No /proc: not Linux.
  return names.filter((name) => /^\d+$/.test(name)).map(Number);
}

/** undefined once the process is gone. */
export async function readRow(pid: number): Promise<ProcessRow | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid, state: fields[0]!, parent: Number(fields[1]), group: Number(fields[2]), started: fields[19]! };
  } catch {
    return undefined;
  }
}

/** undefined for a process outside all sandboxes, one that is gone, or one whose environment cannot be read. */
export async function readSandboxLabels(pid: number): Promise<SandboxLabels | undefined> {
  const text = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  if (!text.includes(`${SANDBOX_ID}=`)) return undefined;
  const values = new Map(text.split('\0').map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
  const sandboxId = values.get(SANDBOX_ID);
  if (sandboxId === undefined) return undefined;
  return { sandboxId, worker: values.get(SANDBOX_WORKER) ?? '', runId: values.get(RUN_ID) };
}

/** The whole table without zombies. */
export async function readTable(): Promise<ProcessRow[]> {
  const rows = await Promise.all((await listPids()).map(readRow));
  return rows.filter((row) => row !== undefined && row.state !== 'Z' && row.state !== 'X') as ProcessRow[];
}
