import type { Log } from '../base/index.ts';
import { Cancelled, errorMessage } from '../base/index.ts';
import type { ErrorBody } from '../contract/index.ts';
import type { Sandbox } from '../sandbox/index.ts';

/** The runs that this worker executes, and their sandboxes once they have one. */
export class LiveRuns {
  readonly #log: Log;
  readonly #runs = new Map<string, { sandbox?: Sandbox; stopped?: boolean; halted?: ErrorBody }>();
  #waiting: (() => void)[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  get count(): number {
    return this.#runs.size;
  }

  has(runId: string): boolean {
    return this.#runs.has(runId);
  }

  /** Counts the run as live while `work` executes it. Never rejects. */
  async track(runId: string, work: (onSandbox: (sandbox: Sandbox) => void) => Promise<void>): Promise<void> {
    const run: { sandbox?: Sandbox; stopped?: boolean; halted?: ErrorBody } = {};
    this.#runs.set(runId, run);
    try {
      await work((sandbox) => {
        run.sandbox = sandbox;
        // What was requested while its process was starting.
        if (run.halted) sandbox.halt(run.halted);
        else if (run.stopped) sandbox.stop();
      });
    } catch (error) {
      if (!(error instanceof Cancelled))
        this.#log.error('a run failed in this worker and is left to be taken over', { run_id: runId, error: errorMessage(error) });
    } finally {
      this.#runs.delete(runId);
      if (this.#runs.size === 0) for (const done of this.#waiting.splice(0)) done();
    }
  }

  stop(runId: string): void {
    const run = this.#runs.get(runId);
    if (run === undefined || run.stopped) return;
    run.stopped = true;
    run.sandbox?.stop();
  }

  ids(): string[] {
    return [...this.#runs.keys()];
  }

  /** Ends all runs with this error, or only one. */
  halt(error: ErrorBody, only?: string): void {
    for (const [runId, run] of this.#runs) {
      if (run.halted || (only !== undefined && runId !== only)) continue;
      run.halted = error;
      run.sandbox?.halt(error);
    }
  }

  /** Resolves when no run is left. */
  empty(): Promise<void> {
    return this.#runs.size === 0 ? Promise.resolve() : new Promise((done) => this.#waiting.push(done));
  }
}
