import { errorMessage, printable } from '../../base/index.ts';
import type { SandboxStart } from '../../contract/index.ts';
import { RoteError } from '../../contract/index.ts';
import { findProcessTree } from '../process-tree/find-process-tree.ts';
import { nameProcess, type ProcessName } from '../process-tree/process-identity.ts';
import type { Sandbox, SandboxLimits, SandboxProvider, SandboxProviderOptions } from '../sandbox-types.ts';
import { RunningSandbox } from './running-sandbox.ts';
import { SandboxProcess } from './sandbox-process.ts';
import { watchMemory } from './watch-memory.ts';

const START_TIMEOUT_MS = 30_000;

/** Creates the provider that runs each sandbox as a process of this host. */
export function createSandboxProvider(options: SandboxProviderOptions): SandboxProvider {
  return new ProcessProvider(options);
}

class ProcessProvider implements SandboxProvider {
  readonly #options: SandboxProviderOptions;
  readonly #timeoutMs: number;
  readonly #running = new Map<string, RunningSandbox>();
  /** All processes, including the waiting one and those that are just starting. */
  readonly #processes = new Set<SandboxProcess>();
  /** Ports of the sandboxes on this machine, by process: status servers and egress proxies. */
  readonly #ports = new Map<SandboxProcess, Set<number>>();
  readonly #stopWatching: () => void;
  #worker: Promise<ProcessName> | undefined;
  #spare: Promise<SandboxProcess> | undefined;
  #warm = false;
  #closed = false;

  constructor(options: SandboxProviderOptions) {
    this.#options = options;
    this.#timeoutMs = options.startTimeoutMs ?? START_TIMEOUT_MS;
    this.#stopWatching = watchMemory(this.#running, options.log);
  }

  async warm(): Promise<void> {
    this.#refuseWhenClosed();
    this.#warm = true;
    this.#spare ??= this.#spawnSpare();
    await (await this.#spare).until('ready', this.#timeoutMs);
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new RoteError('SANDBOX_CREATE_FAILED', 'This worker is shutting down and starts no more sandboxes.');
  }

  /** A spare that ends while it waits is dropped. */
  #spawnSpare(): Promise<SandboxProcess> {
    const spawning = this.#spawn(this.#options.browserPath).then((process) => {
      void process.gone.then(() => this.#spare === spawning && this.#dropSpare());
      return process;
    });
    spawning.catch(() => this.#spare === spawning && this.#dropSpare());
    return spawning;
  }

  #dropSpare(): void {
    this.#spare = undefined;
  }

  async stopPrelaunching(): Promise<void> {
    this.#warm = false;
    const spare = this.#spare;
    this.#spare = undefined;
    await (await spare?.catch(() => undefined))?.kill();
  }

  async start(start: SandboxStart, limits: SandboxLimits): Promise<Sandbox> {
    this.#refuseWhenClosed();
    const waiting = await this.#takeSpare();
    if (waiting) {
      try {
        return await this.#begin(waiting, start, limits);
      } catch (error) {
        const died = waiting.hasExited;
        await waiting.kill();
        if (!died) throw error;
        // It ended while it waited, or just now: no run has started in it.
        this.#options.log.warn('a waiting sandbox has ended; starting a new one', { error: errorMessage(error) });
      }
    }
    const fresh = await this.#spawn();
    try {
      return await this.#begin(fresh, start, limits);
    } catch (error) {
      await fresh.kill();
      throw error;
    }
  }

  async #begin(process: SandboxProcess, start: SandboxStart, limits: SandboxLimits): Promise<Sandbox> {
    await process.until('ready', this.#timeoutMs);
    const listening = process.until('listening', this.#timeoutMs);
    process.begin(start);
    this.#announcePorts(process);
    const { port } = await listening;
    return this.#watch(new RunningSandbox({ process, start, limits, port, pids: () => pidsOf(process.id) }), process);
  }

  /** Runs reach no sandbox: each process is sent the ports of all, whenever one opens or closes. */
  #announcePorts(process: SandboxProcess): void {
    const ports = new Set<number>();
    this.#ports.set(process, ports);
    const announce = () => {
      const endpoints = [...this.#ports.values()].flatMap((all) => [...all].map((port) => `127.0.0.1:${port}`));
      for (const one of this.#ports.keys()) one.send({ type: 'sandboxes', endpoints });
    };
    announce();
    process.onReport((report) => {
      if (report.type !== 'listening' && report.type !== 'egress') return;
      ports.add(report.port);
      announce();
    });
    void process.gone.then(() => {
      this.#ports.delete(process);
      announce();
    });
  }

  /** The waiting process, if it is still alive. */
  async #takeSpare(): Promise<SandboxProcess | undefined> {
    const spare = this.#spare;
    this.#spare = undefined;
    const waiting = await spare?.catch(() => undefined);
    return waiting?.hasExited ? undefined : waiting;
  }

  async #spawn(prelaunchPath?: string): Promise<SandboxProcess> {
    this.#worker ??= nameProcess(process.pid);
    const { log, env = process.env, onLogLine = writeToStderr } = this.#options;
    try {
      const spawned = await SandboxProcess.spawn({ env, worker: await this.#worker, log, onLogLine }, prelaunchPath);
      if (this.#closed) void spawned.kill();
      this.#processes.add(spawned);
      void spawned.gone.then(() => this.#processes.delete(spawned));
      return spawned;
    } catch (cause) {
      const why = errorMessage(cause);
      throw new RoteError(
        'SANDBOX_CREATE_FAILED',
        `The sandbox of the run did not start: its temporary folder could not be created (${why}).`,
        {
          cause,
        },
      );
    }
  }

  #watch(sandbox: RunningSandbox, process: SandboxProcess): Sandbox {
    this.#running.set(process.id, sandbox);
    const refill = () => {
      if (this.#warm && !this.#closed) this.#spare ??= this.#spawnSpare();
    };
    // Not before the run is in progress: loading the next process would slow down the start of this one.
    const end = sandbox.onStatus((status) => {
      if (status === 'starting' || status === 'queued') return;
      refill();
      queueMicrotask(() => end());
    });
    void sandbox.exited.then(() => {
      this.#running.delete(process.id);
      refill();
    });
    return sandbox;
  }

  running(): readonly Sandbox[] {
    return [...this.#running.values()];
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.stopPrelaunching();
    this.#stopWatching();
    await Promise.all([...this.#processes].map((one) => one.kill()));
  }
}

async function pidsOf(sandboxId: string): Promise<number[]> {
  return (await findProcessTree(sandboxId)).map(({ pid }) => pid);
}

function writeToStderr(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}
