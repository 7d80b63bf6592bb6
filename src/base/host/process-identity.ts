import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';

/** A process. Its start tells it from a later process with the same pid. */
export interface ProcessIdentity {
  host: string;
  pid: number;
  /** When it started: digits in a unit of the operating system. '' where the system does not report it. */
  started: string;
}

/** What the system reports about a pid; `unknown` if it reports nothing. A zombie has ended. */
export type ProcessState = { started: string } | 'ended' | 'unknown';
export type ReadProcess = (pid: number) => Promise<ProcessState>;

const PS_TIMEOUT_MS = 5_000;

/** The identity of a process of this host. */
export async function identifyProcess(pid: number = process.pid, read: ReadProcess = readProcess): Promise<ProcessIdentity> {
  const state = await read(pid);
  return { host: hostname(), pid, started: typeof state === 'object' ? state.started : '' };
}

/**
 * Whether a process is alive. It counts as ended only if that is proven: a process of another host counts as alive, and so does one
 * whose start is unknown while its pid is in use. So a live owner never loses its folder, lock or run to a guess.
 */
export async function isAlive({ host, pid, started }: ProcessIdentity, read: ReadProcess = readProcess): Promise<boolean> {
  if (host !== hostname()) return true;
  if (!isInUse(pid)) return false;
  const state = await read(pid);
  if (state === 'ended') return false;
  if (state === 'unknown') return isInUse(pid); // It may have ended while it was looked for.
  return started === '' || started === state.started;
}

function isInUse(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // It belongs to another user.
  }
}

/** From /proc, otherwise (macOS, BSD) from ps. */
export async function readProcess(pid: number): Promise<ProcessState> {
  try {
    return parseStat(await readFile(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return await readFromPs(pid);
  }
}

/** /proc/PID/stat: the start is in clock ticks since boot. */
function parseStat(stat: string): ProcessState {
  // The second field is the program's name in parentheses and may itself hold spaces and parentheses; the start is field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : { started: fields[19]! };
}

async function readFromPs(pid: number): Promise<ProcessState> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
      timeout: PS_TIMEOUT_MS,
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    });
    return parsePs(stdout);
  } catch {
    return 'unknown'; // No ps, or no such process.
  }
}

/** `S+ Mon Jul  6 10:11:12 2026`: the start becomes seconds since 1970. */
export function parsePs(line: string): ProcessState {
  const [, state = '', start = ''] = /^\s*(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
  if (state.startsWith('Z')) return 'ended';
  const startedMs = Date.parse(`${start} UTC`);
  return Number.isNaN(startedMs) ? 'unknown' : { started: String(startedMs / 1000) };
}
