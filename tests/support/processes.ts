import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as moment } from 'node:timers/promises';
import { expect } from 'vitest';

interface Process {
  pid: number;
  parent: number;
  command: string;
}

async function allProcesses(): Promise<Process[]> {
  const found: Process[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = await readFile(`/proc/${name}/stat`, 'utf8');
      const command = (await readFile(`/proc/${name}/cmdline`, 'utf8')).replaceAll('\0', ' ');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      found.push({ pid: Number(name), parent, command });
    } catch {
      // It ended between the listing and the reading.
    }
  }
  return found;
}

/** Every process below `pid`, at any depth. Linux. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const all = await allProcesses();
  const family = new Set([pid]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const one of all) {
      if (!family.has(one.parent) || family.has(one.pid)) continue;
      family.add(one.pid);
      grown = true;
    }
  }
  family.delete(pid);
  return [...family];
}

/** Command lines that hold `text`, zombies not counted. */
export async function processesMentioning(text: string): Promise<string[]> {
  return (await allProcesses()).filter((one) => one.command.includes(text) && one.pid !== process.pid).map((one) => one.command);
}

/** False for a process that is gone or a zombie that nobody has reaped yet. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

/** The system reports the end of no process but our children: looked at again and again until all are gone; the test's own limit ends it. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  for (const pid of pids) while (await isAlive(pid)) await moment(20);
}

/** A browser that was killed takes a moment to go. */
export async function untilNoDescendants(): Promise<void> {
  await expect.poll(() => descendantsOf(process.pid), { timeout: 60_000 }).toEqual([]);
}

/** The TCP ports at which these processes listen. */
export async function listeningPorts(pids: readonly number[]): Promise<number[]> {
  const links = pids.map(async (pid) => {
    const fds = await readdir(`/proc/${pid}/fd`).catch(() => []);
    return Promise.all(fds.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  });
  const sockets = new Set((await Promise.all(links)).flat());
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')));
  const listening = tables.flatMap((table) =>
    table
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state]) => state === '0A'),
  );
  const own = listening.filter((fields) => sockets.has(`socket:[${fields[9]}]`));
  return own.map(([, local = '']) => Number.parseInt(local.split(':')[1] ?? '', 16));
}
