import { readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { identifyProcess, type ProcessIdentity } from '../../base/index.ts';

/** Set in the environment of every sandbox, and inherited by all that it starts. No secret is among them. */
export const SANDBOX_ID = 'ROTE_SANDBOX_ID';
export const SANDBOX_WORKER = 'ROTE_SANDBOX_WORKER';
/** Set by a sandbox for what it starts, once it has its run. */
export const RUN_ID = 'ROTE_RUN_ID';

/** A process, and the table of processes that its number belongs to. */
export interface ProcessName extends ProcessIdentity {
  /** The system's name of that table: containers have separate tables. '' where there is none. */
  space: string;
}

export async function nameOfProcess(pid: number): Promise<ProcessName> {
  return { ...(await nameOfPlace()), ...(await identifyProcess(pid)) };
}

async function nameOfPlace(): Promise<{ host: string; space: string }> {
  // Where there is no /proc, the numbers of a machine are one table.
  return { host: hostname(), space: await readlink('/proc/self/ns/pid').catch(() => '') };
}

/** Whether we can tell if a process of that name lives: it belongs to this machine and to our table of processes. */
export async function isOurPlace({ host, space }: ProcessName): Promise<boolean> {
  const here = await nameOfPlace();
  return here.host === host && here.space === space;
}

export function sameProcess(one: ProcessName, other: ProcessName): boolean {
  return one.pid === other.pid && one.started === other.started && one.host === other.host && one.space === other.space;
}

/** As it stands in the environment. */
export function printName({ host, space, pid, started }: ProcessName): string {
  return JSON.stringify([host, space, pid, started]);
}

export function parseName(text: string): ProcessName | undefined {
  try {
    const [host, space, pid, started] = JSON.parse(text) as unknown[];
    if (typeof host !== 'string' || typeof space !== 'string' || typeof pid !== 'number' || typeof started !== 'string') return undefined;
    return { host, space, pid, started };
  } catch {
    return undefined; // Set by somebody else.
  }
}
