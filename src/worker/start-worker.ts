import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Deadline, errorMessage, every, identifyProcess, startDeadline } from '../base/index.ts';
import { keepHouse } from './housekeeping.ts';
import { LiveRuns } from './live-runs.ts';
import { carryOutRun } from './process-run.ts';
import { LOST, SILENT_MS, takeOver } from './take-over.ts';
import type { WorkerParts } from './worker-deps.ts';

const BEAT_MS = 1_000;
const TAKE_OVER_MS = 2_000;
const HOUSE_MS = 60_000;
/** A worker that could not reach the database for a while must not take the others for lost because of it. */
const TRUSTED_BEATS = 12;

export interface Worker {
  readonly id: string;
  /** Runs that are carried out now. */
  running(): number;
  /** Takes no more runs, lets those that are under way end until `deadline`, ends the rest with WORKER_LOST, and lets go of everything. */
  drain(deadline: Deadline): Promise<void>;
}

/**
 * Claims runs and keeps their sandboxes alive, bounded and reaped. Before it takes the first one, it has taken care of what dead workers of this
 * machine left. Rejects with what keeps it from starting.
 */
export async function startWorker(parts: WorkerParts): Promise<Worker> {
  const worker = new RunningWorker(parts);
  await worker.start();
  return worker;
}

class RunningWorker implements Worker {
  readonly id = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  readonly #parts: WorkerParts;
  readonly #live: LiveRuns;
  /** The life of the worker: aborted when it has let go of everything. */
  readonly #life = new AbortController();
  readonly #deadline: Deadline;
  #taking: { stop(): Promise<void> }[] = [];
  #loops: Promise<void>[] = [];
  #beats = 0;
  #beatAt = performance.now();

  constructor(parts: WorkerParts) {
    this.#parts = parts;
    this.#live = new LiveRuns(parts.log);
    this.#deadline = startDeadline(Number.POSITIVE_INFINITY, 'the life of the worker', { signal: this.#life.signal, log: parts.log });
  }

  running(): number {
    return this.#live.count;
  }

  async start(): Promise<void> {
    const { storage, provider, log, capacity, deliverWebhook } = this.#parts;
    await this.#register();
    await keepHouse(this.#parts, this.#live, this.#deadline);
    await this.#takeOverNow();
    this.#loops = [
      every('the heartbeat', BEAT_MS, () => this.#beat(), this.#deadline),
      every('taking over', TAKE_OVER_MS, () => this.#takeOver(), this.#deadline),
      every('keeping house', HOUSE_MS, () => keepHouse(this.#parts, this.#live, this.#deadline), this.#deadline),
    ];
    await provider.warm().catch((error: unknown) => log.warn('no sandbox waits in advance', { error: errorMessage(error) }));
    this.#taking = [
      await storage.queue.takeRuns(capacity, (run) =>
        this.#live.carry(run.run_id, (onSandbox) => carryOutRun(this.#parts, this.id, run.run_id, onSandbox, this.#deadline)),
      ),
      await storage.queue.takeWebhooks(deliverWebhook),
    ];
  }

  async drain(deadline: Deadline): Promise<void> {
    const { storage, provider, log } = this.#parts;
    await Promise.all(this.#taking.map((one) => one.stop()));
    if (this.#live.count > 0) log.info('waiting for runs to end', { runs: this.#live.count });
    try {
      await deadline.race(this.#live.empty());
    } catch {
      log.warn('runs are ended with their worker', { runs: this.#live.count });
      this.#live.halt({
        code: 'WORKER_LOST',
        message: 'The worker was told to end before this run had: look at the ledger before you run it again.',
      });
      await this.#live.empty();
    }
    await provider.close();
    this.#life.abort(new Error('the worker has ended'));
    await Promise.allSettled(this.#loops);
    if ((await storage.runs.unfinishedOf([this.id])).length === 0) await storage.workers.remove(this.id);
  }

  async #register(): Promise<void> {
    const { storage, capacity, version } = this.#parts;
    await storage.workers.register({ id: this.id, ...(await identifyProcess()), capacity, version });
  }

  async #beat(): Promise<void> {
    const { storage, log } = this.#parts;
    try {
      const known = await storage.workers.beat(this.id);
      this.#beats += 1;
      if (!known) await this.#register();
      if (!known || performance.now() - this.#beatAt > SILENT_MS) await this.#endTakenRuns();
      this.#beatAt = performance.now();
      for (const runId of await storage.runs.stopsWanted(this.id)) this.#live.stop(runId);
    } catch (error) {
      this.#beats = 0;
      log.warn('the database does not answer the heartbeat', { error: errorMessage(error) });
    }
  }

  /** It was silent so long that others may have ended its runs. Those are over: nothing more may happen in their browsers. */
  async #endTakenRuns(): Promise<void> {
    for (const runId of this.#live.ids()) {
      const run = await this.#parts.storage.runs.get(runId);
      if (run !== undefined && run.finished_at === null) continue;
      this.#parts.log.error('a run was ended by others while this worker was silent', { run_id: runId });
      this.#live.halt(LOST, runId);
    }
  }

  #takeOverNow(): Promise<void> {
    return takeOver(this.#parts, this.id, (runId) => this.#live.has(runId), this.#deadline);
  }

  async #takeOver(): Promise<void> {
    if (this.#beats >= TRUSTED_BEATS) await this.#takeOverNow();
  }
}
