import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { extname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Log } from '../../base/index.ts';
import { errorMessage, parseJson, startDeadline } from '../../base/index.ts';
import { RoteError, type SandboxCommand, type SandboxReport, type SandboxStart, sandboxReportSchema } from '../../contract/index.ts';
import { readLines } from '../entry/read-lines.ts';
import { endFamily } from '../process-tree/kill-process-tree.ts';
import type { ProcessName } from '../process-tree/process-identity.ts';
import { makePlace, removePlace, signPlace } from '../process-tree/sandbox-folder.ts';
import { sandboxEnvironment } from './sandbox-environment.ts';

const MAIN = join(import.meta.dirname, '..', `main${extname(import.meta.filename)}`);
/** Of what a process said on stderr, for the sentence about why it did not start. */
const KEPT_ERROR_CHARS = 2_000;

type Exit = { code: number | null; signal: NodeJS.Signals | null };

export interface SpawnParts {
  env: NodeJS.ProcessEnv;
  worker: ProcessName;
  log: Log;
  onLogLine: (line: string) => void;
}

/** The process of a sandbox, from its birth until it and all that it started are gone. Leads its own group. */
export class SandboxProcess {
  readonly id: string;
  readonly pid: number;
  readonly folder: string;
  /** Resolves when the process, all that it started and its temporary folder are gone. */
  readonly gone: Promise<Exit>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #parts: SpawnParts;
  readonly #listeners = new Set<(report: SandboxReport) => void>();
  readonly #exit: Promise<Exit>;
  #exited = false;
  /** All that it told, which is not much: a few lines a run. */
  readonly #reports: SandboxReport[] = [];
  #lastWords = '';

  private constructor(id: string, folder: string, parts: SpawnParts, browserInAdvance: string | undefined) {
    this.id = id;
    this.folder = folder;
    this.#parts = parts;
    this.#child = spawn(process.execPath, [MAIN, ...(browserInAdvance === undefined ? [] : [browserInAdvance])], {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: sandboxEnvironment(parts.env, { sandboxId: id, worker: parts.worker, folder }),
    });
    this.pid = this.#child.pid ?? 0;
    this.#exit = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#lastWords += error.message;
        resolve({ code: null, signal: null });
      });
      this.#child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    // A process that has ended reads nothing any more; its exit says so.
    this.#child.stdin.on('error', () => undefined);
    this.gone = this.#exit.then(async (exit) => {
      this.#exited = true;
      await endFamily(id, parts.log);
      await removePlace(folder).catch((problem: unknown) =>
        parts.log.warn('a temporary folder stays', { folder, error: errorMessage(problem) }),
      );
      return exit;
    });
    void this.#hear();
    void this.#passOn();
  }

  /** One that waits for its run starts the browser of that path in advance. Throws what the file system throws. */
  static async spawn(parts: SpawnParts, browserInAdvance?: string): Promise<SandboxProcess> {
    const id = randomUUID().replaceAll('-', '');
    const folder = await makePlace({ sandbox_id: id, run_id: null, worker: parts.worker });
    return new SandboxProcess(id, folder, parts, browserInAdvance);
  }

  get hasExited(): boolean {
    return this.#exited;
  }

  /** Told what was reported so far, at once, and each further report. Returns what ends the subscription. */
  onReport(listener: (report: SandboxReport) => void): () => void {
    for (const report of this.#reports) listener(report);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves with the first report that fits. SANDBOX_CREATE_FAILED when the process ends before, or the time does. */
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
    const words = this.#lastWords.trim();
    return new RoteError('SANDBOX_CREATE_FAILED', `The sandbox of the run did not start: ${why}.`, {
      details: { pid: this.pid, ...(words !== '' && { stderr: words.slice(-KEPT_ERROR_CHARS) }) },
    });
  }

  /** The first line, with everything secret in it. */
  begin(start: SandboxStart): void {
    this.#write(start);
    void signPlace(this.folder, { sandbox_id: this.id, run_id: start.run_id, worker: this.#parts.worker }).catch((problem: unknown) =>
      this.#parts.log.warn('a temporary folder does not say whose it is', { folder: this.folder, error: errorMessage(problem) }),
    );
  }

  say(command: SandboxCommand): void {
    this.#write(command);
  }

  #write(line: SandboxStart | SandboxCommand): void {
    if (this.#child.stdin.writable) this.#child.stdin.write(`${JSON.stringify(line)}\n`);
  }

  /** Resolves like `gone`. */
  async kill(): Promise<Exit> {
    await endFamily(this.id, this.#parts.log);
    // Where there is no table of processes to look into, its own group is what we know of.
    if (!this.#exited) killGroup(this.pid);
    return this.gone;
  }

  async #hear(): Promise<void> {
    for await (const line of readLines(this.#child.stdout)) {
      const report = sandboxReportSchema.safeParse(parseJson(line)).data;
      if (report === undefined) {
        this.#parts.log.warn('a sandbox printed something that is no report', { pid: this.pid });
        continue;
      }
      this.#reports.push(report);
      for (const listener of this.#listeners) listener(report);
    }
  }

  async #passOn(): Promise<void> {
    for await (const line of readLines(this.#child.stderr)) {
      this.#lastWords = `${this.#lastWords}${line}\n`.slice(-KEPT_ERROR_CHARS);
      this.#parts.onLogLine(line);
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
