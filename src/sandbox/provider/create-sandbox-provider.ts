import { errorMessage } from '../../base/index.ts';
import type { SandboxStart } from '../../contract/index.ts';
import { RoteError } from '../../contract/index.ts';
import { findFamily } from '../process-tree/find-process-tree.ts';
import { nameOfProcess, type ProcessName } from '../process-tree/process-identity.ts';
import type { Sandbox, SandboxLimits, SandboxProvider, SandboxProviderParts } from '../sandbox-types.ts';
import { RunningSandbox } from './running-sandbox.ts';
import { SandboxProcess } from './sandbox-process.ts';
import { watchMemory } from './watch-memory.ts';

const START_TIMEOUT_MS = 30_000;

/** The provider that makes a process of this machine a run. */
export function createSandboxProvider(parts: SandboxProviderParts): SandboxProvider {
  return new ProcessProvider(parts);
}

class ProcessProvider implements SandboxProvider {
  readonly #parts: SandboxProviderParts;
  readonly #timeoutMs: number;
  readonly #running = new Map<string, RunningSandbox>();
  /** Every process, the waiting one and those that are just starting among them. */
  readonly #processes = new Set<SandboxProcess>();
  readonly #stopWatching: () => void;
  #worker: Promise<ProcessName> | undefined;
  #spare: Promise<SandboxProcess> | undefined;
  #warm = false;
  #closed = false;

  constructor(parts: SandboxProviderParts) {
    this.#parts = parts;
    this.#timeoutMs = parts.startTimeoutMs ?? START_TIMEOUT_MS;
    this.#stopWatching = watchMemory(this.#running, parts.log);
  }

  async warm(): Promise<void> {
    this.#refuseWhenClosed();
    this.#warm = true;
    this.#spare ??= this.#spawnSpare();
    await (await this.#spare).until('ready', this.#timeoutMs);
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new RoteError('SANDBOX_CREATE_FAILED', 'This worker is ending and starts no sandboxes any more.');
  }

  /** One that ends while it waits is forgotten. */
  #spawnSpare(): Promise<SandboxProcess> {
    const spawning = this.#spawn(this.#parts.browserPath).then((process) => {
      void process.gone.then(() => this.#spare === spawning && this.#forgetSpare());
      return process;
    });
    spawning.catch(() => this.#spare === spawning && this.#forgetSpare());
    return spawning;
  }

  #forgetSpare(): void {
    this.#spare = undefined;
  }

  async cool(): Promise<void> {
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
        // While it waited, or just now: no run has begun in it.
        this.#parts.log.warn('a sandbox that waited for a run has ended; a new one is started', { error: errorMessage(error) });
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
    const { port } = await listening;
    return this.#watch(new RunningSandbox({ process, start, limits, port, pids: () => pidsOf(process.id) }), process);
  }

  /** The waiting process, if it still lives. */
  async #takeSpare(): Promise<SandboxProcess | undefined> {
    const spare = this.#spare;
    this.#spare = undefined;
    const waiting = await spare?.catch(() => undefined);
    return waiting?.hasExited ? undefined : waiting;
  }

  async #spawn(browserInAdvance?: string): Promise<SandboxProcess> {
    this.#worker ??= nameOfProcess(process.pid);
    const { log, env = process.env, onLogLine = writeToStderr } = this.#parts;
    try {
      const spawned = await SandboxProcess.spawn({ env, worker: await this.#worker, log, onLogLine }, browserInAdvance);
      if (this.#closed) void spawned.kill();
      this.#processes.add(spawned);
      void spawned.gone.then(() => this.#processes.delete(spawned));
      return spawned;
    } catch (cause) {
      const why = errorMessage(cause);
      throw new RoteError('SANDBOX_CREATE_FAILED', `The sandbox of the run did not start: no temporary folder could be made (${why}).`, {
        cause,
      });
    }
  }

  #watch(sandbox: RunningSandbox, process: SandboxProcess): Sandbox {
    this.#running.set(process.id, sandbox);
    const refill = () => {
      if (this.#warm && !this.#closed) this.#spare ??= this.#spawnSpare();
    };
    // Not at once: loading the next one would take processor time from the first steps of this one.
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
    await this.cool();
    this.#stopWatching();
    await Promise.all([...this.#processes].map((one) => one.kill()));
  }
}

async function pidsOf(sandboxId: string): Promise<number[]> {
  return (await findFamily(sandboxId)).map(({ pid }) => pid);
}

function writeToStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
