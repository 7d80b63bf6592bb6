import type { Log } from '../base/index.ts';
import type { ErrorBody, RunStatus, SandboxStart } from '../contract/index.ts';

export interface SandboxProviderOptions {
  log: Log;
  /** Source of the few variables that a sandbox inherits (PATH, HOME, LANG, DISPLAY, …). Default: this process's environment. */
  env?: NodeJS.ProcessEnv;
  /** The browser of the runs: the process that waits for a run then has it open already. */
  browserPath?: string;
  /** Receives each line that a sandbox writes to stderr: pino's JSON with `run_id`, secrets removed. Default: writes to this process's stderr. */
  onLogLine?: (line: string) => void;
  /** How long a new process may take to load, and then to start its status server. Default: 30 s each. */
  startTimeoutMs?: number;
}

export interface SandboxLimits {
  /** Proportional memory of the process and all its descendants, including the browser. Exceeding it ends the run with MEMORY_LIMIT. */
  memoryLimitMb: number;
  /**
   * Ends a sandbox that does not end on its own: halts it with TIMEOUT this long after its start, and kills it 5 s later.
   * Default: the run's own timeout plus 20 s.
   */
  timeoutMs?: number;
}

/** `because`: the error with which `stop`, `halt` or the provider (MEMORY_LIMIT, TIMEOUT) had ended the sandbox before. */
export interface SandboxExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  because: ErrorBody | null;
}

/** The process of one run, whose status server is listening. No method throws or rejects; after the end they do nothing. */
export interface Sandbox {
  readonly runId: string;
  readonly pid: number;
  /** Base URL of the status server: `http://<listen_host>:<port>`, with 127.0.0.1 when listen_host means every address. */
  readonly url: string;
  readonly port: number;
  /** The last reported status. Terminal once the run is published, though the finalizer may still be working. */
  status(): RunStatus;
  /** Calls the listener with the current status and with each change. Returns what ends the subscription. */
  onStatus(listener: (status: RunStatus) => void): () => void;
  /** Resolves when the finalizer is through: the run folder is whole and nothing in it changes. undefined: the process ended before. `noFolder`: none could be made, because of this. */
  readonly finished: Promise<{ warnings: string[]; noFolder?: ErrorBody } | undefined>;
  /** Stops the run, which ends as `terminated`. Killed when it has no terminal status 15 s later. */
  stop(): void;
  /** Ends the run with this error: `timeout` for the code TIMEOUT, else `failed`. Killed when it has no terminal status `killAfterMs` (5 s) later. */
  halt(error: ErrorBody, killAfterMs?: number): void;
  /** The run is committed: ends status server and process. Killed when it has not exited 5 s later. */
  release(): void;
  /** Kills the process and all its descendants. Resolves when all are verified to be gone and the temporary folder is removed. */
  kill(): Promise<void>;
  /** Resolves when the process, all its descendants and its temporary folder are gone. */
  readonly exited: Promise<SandboxExit>;
  /** Current proportional memory of the process and all its descendants. 0 after its end. */
  memoryMb(): Promise<number>;
}

/** Starts a process per run, supervises it and ends it. One provider per worker. */
export interface SandboxProvider {
  /**
   * Keeps one prelaunched process waiting from now on, for a fast start; a used one is replaced once its run is in progress. Resolves when the
   * current one is ready. Rejects with SANDBOX_CREATE_FAILED; `start` works nevertheless.
   */
  warm(): Promise<void>;
  /** Ends the waiting process, if any, and prelaunches no more. */
  stopPrelaunching(): Promise<void>;
  /** Resolves once the status server listens. Rejects with SANDBOX_CREATE_FAILED, and leaves nothing running, when that fails. */
  start(start: SandboxStart, limits: SandboxLimits): Promise<Sandbox>;
  /** The sandboxes that have not ended. */
  running(): readonly Sandbox[];
  /** Kills every sandbox and the waiting process. Resolves when all are gone. */
  close(): Promise<void>;
}
