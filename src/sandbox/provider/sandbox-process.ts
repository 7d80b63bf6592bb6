import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import type { Log } from '../../base/index.ts';
import { errorMessage, parseJson, startDeadline, startModule } from '../../base/index.ts';
import { RoteError, type SandboxCommand, type SandboxReport, type SandboxStart, sandboxReportSchema } from '../../contract/index.ts';
import { readLines } from '../entry/read-lines.ts';
import { killProcessTree } from '../process-tree/kill-process-tree.ts';
import type { ProcessName } from '../process-tree/process-identity.ts';
import { createSandboxFolder, removeSandboxFolder, writeFolderOwner } from '../process-tree/sandbox-folder.ts';
import { sandboxEnvironment } from './sandbox-environment.ts';

/** The young generation of the heap grows to 48 MB by default, which a run does not need. */
const NODE_FLAGS = ['--max-semi-space-size=2'];
const MAIN = startModule('src/sandbox/main');
/** How much of stderr is kept to explain a failed start. */
const MAX_STDERR_CHARS = 2_000;

type Exit = { code: number | null; signal: NodeJS.Signals | null };

export interface SpawnOptions {
  env: NodeJS.ProcessEnv;
  worker: ProcessName;
  log: Log;
  onLogLine: (line: string) => void;
}

/** The process of a sandbox, until it and all its descendants are gone. Leads its own process group. */
export class SandboxProcess {
  readonly id: string;
  readonly pid: number;
  readonly folder: string;
  /** Resolves when the process, all its descendants and its temporary folder are gone. */
  readonly gone: Promise<Exit>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #options: SpawnOptions;
  readonly #listeners = new Set<(report: SandboxReport) => void>();
  readonly #exit: Promise<Exit>;
  #exited = false;
  /** All reports, only a few per run. */
  readonly #reports: SandboxReport[] = [];
  #stderrTail = '';

  private constructor(id: string, folder: string, options: SpawnOptions, prelaunchPath: string | undefined) {
    this.id = id;
    this.folder = folder;
    this.#options = options;
    this.#child = spawn(process.execPath, [...NODE_FLAGS, MAIN, ...(prelaunchPath === undefined ? [] : [prelaunchPath])], {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: sandboxEnvironment(options.env, { sandboxId: id, worker: options.worker, folder }),
    });
    this.pid = this.#child.pid ?? 0;
    this.#exit = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#stderrTail += error.message;
        resolve({ code: null, signal: null });
      });
      this.#child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    // Writing to a process that has ended fails; its exit is handled below.
    this.#child.stdin.on('error', () => undefined);
    this.gone = this.#exit.then(async (exit) => {
      this.#exited = true;
      await killProcessTree(id, options.log);
      await removeSandboxFolder(folder).catch((problem: unknown) =>
        options.log.warn('a temporary folder could not be removed', { folder, error: errorMessage(problem) }),
      );
      return exit;
    });
    void this.#readReports();
    void this.#forwardLog();
  }

  /** With `prelaunchPath`, the process starts that browser while it waits for its run. Throws what the file system throws. */
  static async spawn(options: SpawnOptions, prelaunchPath?: string): Promise<SandboxProcess> {
    const id = randomUUID().replaceAll('-', '');
    const folder = await createSandboxFolder({ sandbox_id: id, run_id: null, worker: options.worker });
    return new SandboxProcess(id, folder, options, prelaunchPath);
  }

  get hasExited(): boolean {
    return this.#exited;
  }

  /** Calls the listener with all earlier reports and each new one. Returns what ends the subscription. */
  onReport(listener: (report: SandboxReport) => void): () => void {
    for (const report of this.#reports) listener(report);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves with the first report of this type. SANDBOX_CREATE_FAILED when the process ends or the timeout passes before. */
  async until<T extends SandboxReport['type']>(type: T, timeoutMs: number): Promise<Extract<SandboxReport, { type: T }>> {
    const { promise, resolve } = Promise.withResolvers<Extract<SandboxReport, { type: T }>>();
    const end = this.onReport((report) => report.type === type && resolve(report as Extract<SandboxReport, { type: T }>));
    using deadline = startDeadline(timeoutMs, 'the start of a sandbox');
    const died = this.#exit.then((exit) => {
      throw this.#failure(`its process ended (${exit.signal ?? `exit code ${exit.code}`})`);
    });
    try {
      return await deadline.race(Promise.race([promise, died]));
    } catch (error) {
      if (error instanceof RoteError) throw error;
      throw this.#failure(`it took longer than ${Math.round(timeoutMs / 1000)} s; the machine may be out of memory or processor time`);
    } finally {
      died.catch(() => undefined);
      end();
    }
  }

  #failure(why: string): RoteError {
    const stderr = this.#stderrTail.trim();
    return new RoteError('SANDBOX_CREATE_FAILED', `The sandbox of the run did not start: ${why}.`, {
      details: { pid: this.pid, stderr: stderr === '' ? undefined : stderr.slice(-MAX_STDERR_CHARS) },
    });
  }

  /** Sends the first line, which holds all secrets of the run. */
  begin(start: SandboxStart): void {
    this.#write(start);
    void writeFolderOwner(this.folder, { sandbox_id: this.id, run_id: start.run_id, worker: this.#options.worker }).catch(
      (problem: unknown) =>
        this.#options.log.warn('the owner of a temporary folder could not be written', {
          folder: this.folder,
          error: errorMessage(problem),
        }),
    );
  }

  send(command: SandboxCommand): void {
    this.#write(command);
  }

  #write(line: SandboxStart | SandboxCommand): void {
    if (this.#child.stdin.writable) this.#child.stdin.write(`${JSON.stringify(line)}\n`);
  }

  /** Resolves like `gone`. */
  async kill(): Promise<Exit> {
    await killProcessTree(this.id, this.#options.log);
    // Without a process table, only its own group is known.
    if (!this.#exited) killGroup(this.pid);
    return this.gone;
  }

  async #readReports(): Promise<void> {
    for await (const line of readLines(this.#child.stdout)) {
      const report = sandboxReportSchema.safeParse(parseJson(line)).data;
      if (report === undefined) {
        this.#options.log.warn('a sandbox printed an invalid report', { pid: this.pid });
        continue;
      }
      this.#reports.push(report);
      for (const listener of this.#listeners) listener(report);
    }
  }

  async #forwardLog(): Promise<void> {
    for await (const line of readLines(this.#child.stderr)) {
      this.#stderrTail = `${this.#stderrTail}${line}\n`.slice(-MAX_STDERR_CHARS);
      this.#options.onLogLine(line);
    }
  }
}

function killGroup(pid: number): void {
  if (pid === 0) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
