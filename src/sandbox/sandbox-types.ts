import type { Log } from '../base/index.ts';
import type { ErrorBody, RunStatus, SandboxStart } from '../contract/index.ts';

export interface SandboxProviderParts {
  log: Log;
  /** Where the few variables that a sandbox may inherit (PATH, HOME, LANG, DISPLAY, …) are taken from. Default: this process's environment. */
  env?: NodeJS.ProcessEnv;
  /** Of the browser that runs are going to use: the process that waits for a run then has it open already. */
  browserPath?: string;
  /** Gets each line that a sandbox writes to stderr: JSON of pino with `run_id`, secrets removed. Default: this process's stderr. */
  onLogLine?: (line: string) => void;
  /** How long a new process may take until it is loaded, and until its status server answers. Default 30 s each. */
  startTimeoutMs?: number;
}

export interface SandboxLimits {
  /** Of the process and all that it started, the browser included, in MB of proportional memory. Passing it ends the run with MEMORY_LIMIT. */
  memoryLimitMb: number;
  /**
   * From outside, for a sandbox that does not end by itself: this long after the start it is told to end with TIMEOUT, and killed 5 s later.
   * Default: the run's own time and 20 s.
   */
  timeoutMs?: number;
}

/** `because`: what the sandbox had been told to end with when it ended: by `stop`, `halt`, or by the provider (MEMORY_LIMIT, TIMEOUT). */
export interface SandboxExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  because: ErrorBody | null;
}

/** The process of one run, its status server already listening. No method throws or rejects; after its end they do nothing. */
export interface Sandbox {
  readonly runId: string;
  readonly pid: number;
  /** Base URL of the status server: `http://<listen_host>:<port>`, with 127.0.0.1 for a listen_host that means every address. */
  readonly url: string;
  readonly port: number;
  /** The last status that it told. Terminal once the run is published; the finalizer may still be at work then. */
  status(): RunStatus;
  /** Told each change of the status; at once with the present one. Returns what ends the subscription. */
  onStatus(listener: (status: RunStatus) => void): () => void;
  /** Resolves when the finalizer is through: the run folder is whole and nothing in it changes. undefined: the process ended before. `noFolder`: none could be made, because of this. */
  readonly finished: Promise<{ warnings: string[]; noFolder?: ErrorBody } | undefined>;
  /** Somebody wants the run to stop: it ends as `terminated`. Killed when it has no terminal status 15 s later. */
  stop(): void;
  /** Ends the run with this error: `timeout` for the code TIMEOUT, else `failed`. Killed when it has no terminal status `killAfterMs` (5 s) later. */
  halt(error: ErrorBody, killAfterMs?: number): void;
  /** What the run left is committed: status server and process end. Killed when it is not gone 5 s later. */
  release(): void;
  /** Ends the process and everything that it started. Resolves when all of it is verified gone and its temporary folder removed. */
  kill(): Promise<void>;
  /** Resolves when the process, all that it started and its temporary folder are gone. */
  readonly exited: Promise<SandboxExit>;
  /** Proportional memory of the process and all that it started, now. 0 after its end. */
  memoryMb(): Promise<number>;
}

/** Makes a process a run, watches it and ends it. One per worker. */
export interface SandboxProvider {
  /**
   * Keeps one loaded process waiting from now on, so that a run starts fast; a taken one is replaced once its run is going. Resolves when
   * the present one is ready. Rejects with SANDBOX_CREATE_FAILED; `start` works without it all the same.
   */
  warm(): Promise<void>;
  /** Ends the waiting process, if there is one, and keeps none any more. */
  cool(): Promise<void>;
  /** Resolves once the status server listens. SANDBOX_CREATE_FAILED with one clear sentence, and nothing left running, when that fails. */
  start(start: SandboxStart, limits: SandboxLimits): Promise<Sandbox>;
  /** Those that have not ended. */
  running(): readonly Sandbox[];
  /** Kills every sandbox and the waiting process. Resolves when all are gone. */
  close(): Promise<void>;
}
