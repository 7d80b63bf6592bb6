import { readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { identifyProcess, type ProcessIdentity } from '../../base/index.ts';

/** Set in the environment of every sandbox and inherited by its descendants. Never secret. */
export const SANDBOX_ID = 'ROTE_SANDBOX_ID';
export const SANDBOX_WORKER = 'ROTE_SANDBOX_WORKER';
/** Set by a sandbox for its descendants, once it has its run. */
export const RUN_ID = 'ROTE_RUN_ID';

/** A process, and the process table that its id belongs to. */
export interface ProcessName extends ProcessIdentity {
  /** The PID namespace: containers have separate ones. '' where there are none. */
  space: string;
}

export async function nameProcess(pid: number): Promise<ProcessName> {
  return { ...(await nameSpace()), ...(await identifyProcess(pid)) };
}

async function nameSpace(): Promise<{ host: string; space: string }> {
  // Without /proc, a host has a single process table.
  return { host: hostname(), space: await readlink('/proc/self/ns/pid').catch(() => '') };
}

/** Whether it can be checked if this process is alive: it belongs to this host and to our PID namespace. */
export async function isInOurSpace({ host, space }: ProcessName): Promise<boolean> {
  const here = await nameSpace();
  return here.host === host && here.space === space;
}

export function sameProcess(one: ProcessName, other: ProcessName): boolean {
  return one.pid === other.pid && one.started === other.started && one.host === other.host && one.space === other.space;
}

/** The form used in the environment. */
export function formatProcessName({ host, space, pid, started }: ProcessName): string {
  return JSON.stringify([host, space, pid, started]);
}

export function parseProcessName(text: string): ProcessName | undefined {
  try {
    const [host, space, pid, started] = JSON.parse(text) as unknown[];
    if (typeof host !== 'string' || typeof space !== 'string' || typeof pid !== 'number' || typeof started !== 'string') return undefined;
    return { host, space, pid, started };
  } catch {
    return undefined; // Set by another program.
  }
}
