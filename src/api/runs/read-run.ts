import type { Log } from '../../base/index.ts';
import { type Deadline, startDeadline } from '../../base/index.ts';
import { isTerminal, RoteError, type RunView, runIdSchema, runReportSchema } from '../../contract/index.ts';
import type { Storage, StoredRun } from '../../storage/index.ts';
import { readJson } from '../sandboxes/read-json.ts';
import type { SandboxClient } from '../sandboxes/sandbox-client.ts';
import { runView } from './run-view.ts';

const STATUS_TIMEOUT_MS = 3_000;

interface ReaderDeps {
  storage: Storage;
  sandboxes: SandboxClient;
  log: Log;
}

/** The row of a run of any owner: requests get theirs from `requestedRun`. Throws NOT_FOUND. */
export async function findRun(storage: Storage, runId: string): Promise<StoredRun> {
  const run = runIdSchema.safeParse(runId).success ? await storage.runs.get(runId) : undefined;
  if (run === undefined) throw unknownRun(runId);
  return run;
}

export function unknownRun(runId: string): RoteError {
  return new RoteError('NOT_FOUND', `There is no run "${runId.slice(0, 120)}".`);
}

/** Reads runs for GET /runs/{id}. Simultaneous readers share one request to a sandbox. */
export class RunReader {
  readonly #deps: ReaderDeps;
  readonly #asked = new Map<string, Promise<RunView>>();

  constructor(deps: ReaderDeps) {
    this.#deps = deps;
  }

  /**
   * Live from the sandbox while there is one, else as stored. INVALID_STATUS_PAYLOAD when the sandbox sends
   * anything but a report of the run; SANDBOX_UNREACHABLE, which also marks the run inactive. Never stale data.
   */
  async read(run: StoredRun): Promise<RunView> {
    const { run_id: runId } = run;
    if (run.sandbox_url === null || run.persisted_at !== null || (run.finished_at !== null && run.report !== null)) return runView(run);
    const asked = this.#asked.get(runId) ?? this.#ask(run, run.sandbox_url).finally(() => this.#asked.delete(runId));
    this.#asked.set(runId, asked);
    return asked;
  }

  async #ask(run: StoredRun, url: string): Promise<RunView> {
    using deadline = startDeadline(STATUS_TIMEOUT_MS, 'the status of a run');
    try {
      return await this.#live(run, url, deadline);
    } catch (error) {
      return await this.#withoutSandbox(run, error);
    }
  }

  async #live(run: StoredRun, url: string, deadline: Deadline): Promise<RunView> {
    const { storage, sandboxes } = this.#deps;
    const runId = run.run_id;
    const report = await readJson(sandboxes, { runId, url }, '/status', runReportSchema, deadline);
    if (report.run_id !== runId)
      throw new RoteError('INVALID_STATUS_PAYLOAD', `The sandbox of run ${runId} reported another run: ${report.run_id.slice(0, 120)}.`);
    if (isTerminal(report.status)) {
      const end = { status: report.status, error: report.error, report };
      const decided = run.finished_at === null ? await storage.runs.finish(runId, end) : await storage.runs.get(runId);
      if (decided === undefined) throw new RoteError('NOT_FOUND', `Run "${runId}" no longer exists.`);
      return runView(decided, decided.status === report.status ? report : undefined);
    }
    if (run.finished_at !== null) return runView(run);
    if (run.inactive_since !== null) await storage.runs.setActive(runId, true);
    return runView(run, report);
  }

  /** The run may have ended meanwhile, and its sandbox with it: then the stored data is the answer. */
  async #withoutSandbox(run: StoredRun, error: unknown): Promise<RunView> {
    if (!(error instanceof RoteError) || error.code === 'NOT_FOUND') throw error;
    const { storage, log } = this.#deps;
    const now = await findRun(storage, run.run_id);
    if (now.finished_at !== null) return runView(now);
    if (error.code === 'SANDBOX_UNREACHABLE') await storage.runs.setActive(run.run_id, false);
    log.warn('the status of a run cannot be read', { run_id: run.run_id, code: error.code, error: error.message });
    throw error;
  }
}
