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

/** A run that was told to end has this long to publish its end. */
const STOPS_WITHIN_MS = 15_000;
const HALTS_WITHIN_MS = 5_000;
const RELEASED_WITHIN_MS = 5_000;
/** More than the phases of the finalizer take together when every one of them runs out of time. */
const FINALIZES_WITHIN_MS = 150_000;
/** A run ends by itself when its time is over; so much later it has not. */
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

  constructor(parts: {
    process: SandboxProcess;
    start: SandboxStart;
    limits: SandboxLimits;
    port: number;
    /** Every process of the sandbox. */
    pids: () => Promise<readonly number[]>;
  }) {
    const { process, start, limits, port } = parts;
    this.#process = process;
    this.#pids = parts.pids;
    this.runId = start.run_id;
    this.pid = process.pid;
    this.port = port;
    this.url = `http://${reachable(start.listen_host)}:${port}`;
    this.memoryLimitMb = limits.memoryLimitMb;
    const { promise: finished, resolve: finish } = Promise.withResolvers<Awaited<Sandbox['finished']>>();
    this.finished = finished;
    process.onReport((report) => this.#hear(report, finish));
    this.exited = process.gone.then((exit) => {
      for (const timer of this.#timers) clearTimeout(timer);
      finish(undefined);
      return { ...exit, because: this.#because };
    });
    const seconds = start.config.timeout_seconds;
    this.#after(limits.timeoutMs ?? seconds * 1000 + TIMEOUT_GRACE_MS, () =>
      this.halt({ code: 'TIMEOUT', message: `The run did not end by itself after its ${seconds} s, and was ended from outside.` }),
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
    this.#order({ type: 'stop' }, { code: 'RUN_TERMINATED', message: 'The run was stopped on request.' }, STOPS_WITHIN_MS);
  }

  halt(error: ErrorBody, killAfterMs = HALTS_WITHIN_MS): void {
    this.#order({ type: 'halt', error }, error, killAfterMs);
  }

  release(): void {
    this.#process.say({ type: 'release' });
    this.#after(RELEASED_WITHIN_MS, () => void this.kill());
  }

  async kill(): Promise<void> {
    await this.#process.kill();
  }

  async memoryMb(): Promise<number> {
    return this.#process.hasExited ? 0 : Math.round(await proportionalMb(await this.#pids()));
  }

  /** Called each second with what it uses: the first time over the limit ends the run, and still over it 5 s later the process. */
  weigh(usedMb: number): void {
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
    } else if (performance.now() - this.#overLimitSince > HALTS_WITHIN_MS) void this.kill();
  }

  get #isTerminal(): boolean {
    return isTerminal(this.#status);
  }

  #order(command: SandboxCommand, because: ErrorBody, killAfterMs: number): void {
    if (this.#isTerminal) return;
    this.#because ??= because;
    this.#process.say(command);
    // Once it is published, the finalizer has time of its own.
    this.#after(killAfterMs, () => void (this.#isTerminal || this.kill()));
  }

  #hear(report: SandboxReport, finish: (end: Awaited<Sandbox['finished']>) => void): void {
    if (report.type === 'finished') finish({ warnings: report.warnings, ...(report.no_folder && { noFolder: report.no_folder }) });
    if (report.type !== 'status' || report.status === this.#status) return;
    this.#status = report.status;
    if (this.#isTerminal) {
      const timer = this.#after(FINALIZES_WITHIN_MS, () => void this.kill());
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
