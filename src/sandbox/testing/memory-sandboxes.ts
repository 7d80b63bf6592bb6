import type { ErrorBody, RunStatus, SandboxStart } from '../../contract/index.ts';
import type { Sandbox, SandboxExit, SandboxProvider } from '../sandbox-types.ts';

/** A sandbox without a process, controlled by the test. */
export class MemorySandbox implements Sandbox {
  readonly runId: string;
  readonly start: SandboxStart;
  readonly pid = 1;
  readonly port = 1;
  readonly url = 'http://127.0.0.1:1';
  readonly #listeners = new Set<(status: RunStatus) => void>();
  readonly #finished = Promise.withResolvers<Awaited<Sandbox['finished']>>();
  readonly #exited = Promise.withResolvers<SandboxExit>();
  #status: RunStatus = 'starting';
  #because: ErrorBody | null = null;
  readonly finished = this.#finished.promise;
  readonly exited = this.#exited.promise;
  /** The calls it received, in order. */
  readonly calls: string[] = [];

  constructor(start: SandboxStart) {
    this.runId = start.run_id;
    this.start = start;
  }

  status(): RunStatus {
    return this.#status;
  }

  onStatus(listener: (status: RunStatus) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#status);
    return () => this.#listeners.delete(listener);
  }

  publish(status: RunStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }

  /** Ends the finalizer. */
  finish(noFolder?: ErrorBody): void {
    this.#finished.resolve({ warnings: [], noFolder });
  }

  /** Ends the process. */
  exit(signal: NodeJS.Signals | null = null): void {
    this.#finished.resolve(undefined);
    this.#exited.resolve({ code: signal === null ? 0 : null, signal, because: this.#because });
  }

  stop(): void {
    this.calls.push('stop');
    this.#because ??= { code: 'RUN_TERMINATED', message: 'The run was stopped.' };
  }

  halt(error: ErrorBody): void {
    this.calls.push(`halt ${error.code}`);
    this.#because ??= error;
  }

  release(): void {
    this.calls.push('release');
    this.exit();
  }

  async kill(): Promise<void> {
    this.calls.push('kill');
    this.exit('SIGKILL');
  }

  async memoryMb(): Promise<number> {
    return 0;
  }
}

/** Starts no process. `onStart` plays the run; when it throws, the sandbox fails to start. */
export class MemorySandboxes implements SandboxProvider {
  readonly started: MemorySandbox[] = [];
  readonly #onStart: (sandbox: MemorySandbox) => void | Promise<void>;

  constructor(onStart: (sandbox: MemorySandbox) => void | Promise<void>) {
    this.#onStart = onStart;
  }

  async warm(): Promise<void> {
    // No process waits here.
  }

  async stopPrelaunching(): Promise<void> {
    // Nothing waits, so nothing ends.
  }

  async start(start: SandboxStart): Promise<Sandbox> {
    const sandbox = new MemorySandbox(start);
    this.started.push(sandbox);
    await this.#onStart(sandbox);
    return sandbox;
  }

  running(): readonly Sandbox[] {
    return this.started;
  }

  async close(): Promise<void> {
    await Promise.all(this.started.map((sandbox) => sandbox.kill()));
  }
}
