import { readdir, readFile, readlink } from 'node:fs/promises';
import { findSandboxProcesses } from '../../../src/sandbox/process-tree/find-process-tree.ts';
import { parseProcessName } from '../../../src/sandbox/process-tree/process-identity.ts';
import { readTable } from '../../../src/sandbox/process-tree/process-table.ts';
import { listSandboxFolders } from '../../../src/sandbox/process-tree/sandbox-folder.ts';

const LOOK_EVERY_MS = 500;

/**
 * Remembers every process that was ever seen below the services of a test, and every socket that one of those listened at, so that the end of all
 * can be checked without believing the marks that the product itself sets.
 */
export class TracesOfLife {
  readonly #roots: () => readonly number[];
  /** pid -> when it started. */
  readonly #processes = new Map<number, string>();
  readonly #sockets = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | undefined;

  constructor(roots: () => readonly number[]) {
    this.#roots = roots;
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** What of it lives still: processes below our services (`except` apart), marks of our workers, temporary folders of theirs, sockets. */
  async left(options: { workers: readonly number[]; except: readonly number[] }): Promise<string[]> {
    const rows = new Map((await readTable()).map((row) => [row.pid, row]));
    const spared = new Set(options.except);
    for (let grown = true; grown; ) {
      grown = false;
      for (const row of rows.values()) {
        if (!spared.has(row.parent) || spared.has(row.pid)) continue;
        spared.add(row.pid);
        grown = true;
      }
    }
    // Some helpers of a browser leave their parents on purpose: while their sandbox lives, they are not left over.
    const processes = await findSandboxProcesses();
    const living = new Set(processes.filter(({ pid }) => spared.has(pid)).map(({ sandboxId }) => sandboxId));
    for (const { pid, sandboxId } of processes) if (living.has(sandboxId)) spared.add(pid);
    const left: string[] = [];
    for (const [pid, started] of this.#processes)
      if (rows.get(pid)?.started === started && !spared.has(pid)) left.push(`process ${pid} (${await commandOf(pid)})`);
    for (const { pid, labels } of processes)
      if (options.workers.includes(parseProcessName(labels.worker)?.pid ?? -1) && !spared.has(pid))
        left.push(`marked process ${pid} (${await commandOf(pid)})`);
    for (const { folder, owner } of await listSandboxFolders())
      if (owner && options.workers.includes(owner.worker.pid)) left.push(`folder ${folder}`);
    const open = await listening();
    if (options.except.length === 0)
      for (const inode of this.#sockets) if (open.has(inode)) left.push(`a listening socket, inode ${inode}`);
    return left;
  }

  async #look(): Promise<void> {
    const rows = await readTable();
    const family = new Set(this.#roots());
    for (let grown = true; grown; ) {
      grown = false;
      for (const { pid, parent } of rows) {
        if (!family.has(parent) || family.has(pid)) continue;
        family.add(pid);
        grown = true;
      }
    }
    for (const { pid, started } of rows) {
      if (!family.has(pid)) continue;
      this.#processes.set(pid, started);
    }
    const open = await listening();
    for (const pid of family) for (const inode of await socketsOf(pid)) if (open.has(inode)) this.#sockets.add(inode);
  }
}

/** Inodes of the sockets of this machine that listen. */
async function listening(): Promise<Set<string>> {
  const found = new Set<string>();
  for (const table of ['tcp', 'tcp6']) {
    const text = await readFile(`/proc/net/${table}`, 'utf8').catch(() => '');
    for (const line of text.split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      if (fields[3] === '0A' && fields[9] !== undefined) found.add(fields[9]);
    }
  }
  return found;
}

async function socketsOf(pid: number): Promise<string[]> {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

async function commandOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ').trim().slice(0, 120);
}
