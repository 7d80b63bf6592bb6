import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Deadline, errorMessage, every, identifyProcess, startDeadline } from '../base/index.ts';
import { runHousekeeping } from './housekeeping.ts';
import { LiveRuns } from './live-runs.ts';
import { processRun } from './process-run.ts';
import { LOST, SILENT_MS, takeOver } from './take-over.ts';
import type { WorkerDeps } from './worker-deps.ts';

const BEAT_MS = 1_000;
const TAKE_OVER_MS = 2_000;
const HOUSEKEEPING_MS = 60_000;
/** Heartbeats in a row before it may take over: a worker that was cut off from the database must not declare the others lost. */
const TRUSTED_BEATS = 12;

export interface Worker {
  readonly id: string;
  /** The number of runs it executes now. */
  running(): number;
  /** Takes no more runs, gives those in progress until `deadline`, ends the rest with WORKER_LOST, and releases everything. */
  drain(deadline: Deadline): Promise<void>;
}

/**
 * Starts a worker, which claims runs and executes each in a sandbox. Before it takes the first run, it cleans up after dead workers of this host.
 * Rejects with what keeps it from starting.
 */
export async function startWorker(deps: WorkerDeps): Promise<Worker> {
  const worker = new RunningWorker(deps);
  await worker.start();
  return worker;
}

class RunningWorker implements Worker {
  readonly id = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  readonly #deps: WorkerDeps;
  readonly #live: LiveRuns;
  /** Aborted when the worker has released everything. */
  readonly #life = new AbortController();
  readonly #deadline: Deadline;
  #taking: { stop(): Promise<void> }[] = [];
  #loops: Promise<void>[] = [];
  #beats = 0;
  #beatAt = performance.now();

  constructor(deps: WorkerDeps) {
    this.#deps = deps;
    this.#live = new LiveRuns(deps.log);
    this.#deadline = startDeadline(Number.POSITIVE_INFINITY, 'the life of the worker', { signal: this.#life.signal, log: deps.log });
  }

  running(): number {
    return this.#live.count;
  }

  async start(): Promise<void> {
    const { storage, provider, log, capacity, deliverWebhook } = this.#deps;
    await this.#register();
    await runHousekeeping(this.#deps, this.#live, this.#deadline);
    await this.#takeOverNow();
    this.#loops = [
      every('the heartbeat', BEAT_MS, () => this.#beat(), this.#deadline),
      every('taking over', TAKE_OVER_MS, () => this.#takeOver(), this.#deadline),
      every('housekeeping', HOUSEKEEPING_MS, () => runHousekeeping(this.#deps, this.#live, this.#deadline), this.#deadline),
    ];
    await provider.warm().catch((error: unknown) => log.warn('no sandbox could be started in advance', { error: errorMessage(error) }));
    this.#taking = [
      await storage.queue.takeRuns(capacity, (run) =>
        this.#live.track(run.run_id, (onSandbox) => processRun(this.#deps, this.id, run.run_id, onSandbox, this.#deadline)),
      ),
      await storage.queue.takeWebhooks(deliverWebhook),
    ];
  }

  async drain(deadline: Deadline): Promise<void> {
    const { storage, provider, log } = this.#deps;
    await Promise.all(this.#taking.map((one) => one.stop()));
    if (this.#live.count > 0) log.info('waiting for runs to end', { runs: this.#live.count });
    try {
      await deadline.race(this.#live.empty());
    } catch {
      log.warn('ending the remaining runs with their worker', { runs: this.#live.count });
      this.#live.halt({
        code: 'WORKER_LOST',
        message: 'The worker shut down before this run had ended: look at the ledger before you run it again.',
      });
      await this.#live.empty();
    }
    await provider.close();
    this.#life.abort(new Error('the worker has ended'));
    await Promise.allSettled(this.#loops);
    if ((await storage.runs.unfinishedOf([this.id])).length === 0) await storage.workers.remove(this.id);
  }

  async #register(): Promise<void> {
    const { storage, capacity, version } = this.#deps;
    await storage.workers.register({ id: this.id, ...(await identifyProcess()), capacity, version });
  }

  async #beat(): Promise<void> {
    const { storage, log } = this.#deps;
    try {
      const known = await storage.workers.beat(this.id);
      this.#beats += 1;
      if (!known) await this.#register();
      if (!known || performance.now() - this.#beatAt > SILENT_MS) await this.#endTakenRuns();
      this.#beatAt = performance.now();
      for (const runId of await storage.runs.stopsWanted(this.id)) this.#live.stop(runId);
    } catch (error) {
      this.#beats = 0;
      log.warn('the heartbeat failed', { error: errorMessage(error) });
    }
  }

  /** After a long silence, others may have ended its runs: nothing more may happen in the browsers of those. */
  async #endTakenRuns(): Promise<void> {
    for (const runId of this.#live.ids()) {
      const run = await this.#deps.storage.runs.get(runId);
      if (run !== undefined && run.finished_at === null) continue;
      this.#deps.log.error('another worker ended a run while this worker was silent', { run_id: runId });
      this.#live.halt(LOST, runId);
    }
  }

  #takeOverNow(): Promise<void> {
    return takeOver(this.#deps, this.id, (runId) => this.#live.has(runId), this.#deadline);
  }

  async #takeOver(): Promise<void> {
    if (this.#beats >= TRUSTED_BEATS) await this.#takeOverNow();
  }
}
