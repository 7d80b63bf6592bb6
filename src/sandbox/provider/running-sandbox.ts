import {
  type ErrorBody,
  isTerminal,
  type RunStatus,
  type SandboxCommand,
  type SandboxReport,
  type SandboxStart,
} from '../../contract/index.ts';
import { proportionalMb } from '../process-tree/memory.ts';
import type { Sandbox, SandboxExit, SandboxLimits } from '../sandbox-types.ts';
import type { SandboxProcess } from './sandbox-process.ts';

/** How long a stopped, halted or released run has to comply. */
const STOP_TIMEOUT_MS = 15_000;
const HALT_TIMEOUT_MS = 5_000;
const RELEASE_TIMEOUT_MS = 5_000;
/** More than all phases of the finalizer take together when each one times out. */
const FINALIZE_TIMEOUT_MS = 150_000;
/** A run ends on its own at its timeout; it is halted from outside this much later. */
const TIMEOUT_GRACE_MS = 20_000;

export class RunningSandbox implements Sandbox {
  readonly runId: string;
  readonly pid: number;
  readonly url: string;
  readonly port: number;
  readonly finished: Sandbox['finished'];
  readonly exited: Promise<SandboxExit>;
  readonly memoryLimitMb: number;
  readonly #process: SandboxProcess;
  readonly #pids: () => Promise<readonly number[]>;
  readonly #listeners = new Set<(status: RunStatus) => void>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #status: RunStatus = 'starting';
  #because: ErrorBody | null = null;
  #overLimitSince: number | undefined;

  constructor({
    process,
    start,
    limits,
    port,
    pids,
  }: {
    process: SandboxProcess;
    start: SandboxStart;
    limits: SandboxLimits;
    port: number;
    /** All processes of the sandbox. */
    pids: () => Promise<readonly number[]>;
  }) {
    this.#process = process;
    this.#pids = pids;
    this.runId = start.run_id;
    this.pid = process.pid;
    this.port = port;
    this.url = `http://${reachable(start.listen_host)}:${port}`;
    this.memoryLimitMb = limits.memoryLimitMb;
    const { promise: finished, resolve: finish } = Promise.withResolvers<Awaited<Sandbox['finished']>>();
    this.finished = finished;
    process.onReport((report) => this.#onReport(report, finish));
    this.exited = process.gone.then((exit) => {
      for (const timer of this.#timers) clearTimeout(timer);
      finish(undefined);
      return { ...exit, because: this.#because };
    });
    const seconds = start.config.timeout_seconds;
    this.#after(limits.timeoutMs ?? seconds * 1000 + TIMEOUT_GRACE_MS, () =>
      this.halt({ code: 'TIMEOUT', message: `The run did not end on its own after its ${seconds} s and was ended from outside.` }),
    );
  }

  status(): RunStatus {
    return this.#status;
  }

  onStatus(listener: (status: RunStatus) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#status);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.#command({ type: 'stop' }, { code: 'RUN_TERMINATED', message: 'The run was stopped on request.' }, STOP_TIMEOUT_MS);
  }

  halt(error: ErrorBody, killAfterMs = HALT_TIMEOUT_MS): void {
    this.#command({ type: 'halt', error }, error, killAfterMs);
  }

  release(): void {
    this.#process.send({ type: 'release' });
    this.#after(RELEASE_TIMEOUT_MS, () => void this.kill());
  }

  async kill(): Promise<void> {
    await this.#process.kill();
  }

  async memoryMb(): Promise<number> {
    return this.#process.hasExited ? 0 : Math.round(await proportionalMb(await this.#pids()));
  }

  /** Called every second. Above the limit, halts the run; still above it 5 s later, kills the process. */
  checkMemory(usedMb: number): void {
    if (usedMb <= this.memoryLimitMb) return;
    if (this.#overLimitSince === undefined) {
      this.#overLimitSince = performance.now();
      const limit = this.memoryLimitMb;
      const used = Math.round(usedMb);
      this.halt({
        code: 'MEMORY_LIMIT',
        message: `The run and its browser used ${used} MB of memory, more than the ${limit} MB that a run may have here, and were ended.`,
        details: { limit_mb: limit, used_mb: used },
      });
    } else if (performance.now() - this.#overLimitSince > HALT_TIMEOUT_MS) void this.kill();
  }

  get #isTerminal(): boolean {
    return isTerminal(this.#status);
  }

  #command(command: SandboxCommand, because: ErrorBody, killAfterMs: number): void {
    if (this.#isTerminal) return;
    this.#because ??= because;
    this.#process.send(command);
    // Once the run is published, the finalizer has its own timeout.
    this.#after(killAfterMs, () => void (this.#isTerminal || this.kill()));
  }

  #onReport(report: SandboxReport, finish: (end: Awaited<Sandbox['finished']>) => void): void {
    if (report.type === 'finished') finish({ warnings: report.warnings, noFolder: report.no_folder });
    if (report.type !== 'status' || report.status === this.#status) return;
    this.#status = report.status;
    if (this.#isTerminal) {
      const timer = this.#after(FINALIZE_TIMEOUT_MS, () => void this.kill());
      void this.finished.then(() => clearTimeout(timer));
    }
    for (const listener of this.#listeners) listener(report.status);
  }

  #after(ms: number, act: () => void): NodeJS.Timeout {
    const timer = setTimeout(act, ms);
    timer.unref();
    this.#timers.add(timer);
    return timer;
  }
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
