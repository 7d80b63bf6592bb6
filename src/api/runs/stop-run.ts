import type { Log } from '../../base/index.ts';
import { errorMessage, startDeadline } from '../../base/index.ts';
import type { RunStatus } from '../../contract/index.ts';
import type { Storage, StoredRun } from '../../storage/index.ts';
import type { SandboxClient } from '../sandboxes/sandbox-client.ts';
import { unknownRun } from './read-run.ts';

const TELL_TIMEOUT_MS = 2_000;

/**
 * Stores the stop request, then tries to tell the sandbox, which is faster than the worker's next poll. Safe to repeat;
 * a run that has ended does not change. NOT_FOUND when it was
 * removed meanwhile.
 */
export async function stopRun(
  { storage, sandboxes, log }: { storage: Storage; sandboxes: SandboxClient; log: Log },
  { run_id: runId }: Pick<StoredRun, 'run_id'>,
): Promise<{ run_id: string; status: RunStatus; stopping: boolean }> {
  const run = await storage.runs.requestStop(runId);
  if (run === undefined) throw unknownRun(runId);
  const stopping = run.finished_at === null;
  if (stopping && run.sandbox_url !== null) await tell(sandboxes, run, run.sandbox_url, log);
  return { run_id: run.run_id, status: run.status, stopping };
}

async function tell(sandboxes: SandboxClient, run: StoredRun, url: string, log: Log): Promise<void> {
  using deadline = startDeadline(TELL_TIMEOUT_MS, 'telling a sandbox to stop');
  try {
    const response = await sandboxes.open({ runId: run.run_id, url }, '/stop', deadline, 'POST');
    response.resume();
  } catch (error) {
    log.debug('the sandbox could not be reached to stop it; its worker stops it', { run_id: run.run_id, error: errorMessage(error) });
  }
}
