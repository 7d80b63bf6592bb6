import type { Log } from '../../base/index.ts';
import { errorMessage, startDeadline } from '../../base/index.ts';
import type { ErrorBody, RunReport, TerminalStatus } from '../../contract/index.ts';
import { runReportSchema } from '../../contract/index.ts';
import type { Storage, StoredRun } from '../../storage/index.ts';
import { readJson } from '../sandboxes/read-json.ts';
import type { SandboxAddress, SandboxClient } from '../sandboxes/sandbox-client.ts';

const REPORT_TIMEOUT_MS = 2_000;

/**
 * Stores the end of a run that a sandbox reports, before any client sees it, and returns the row with the end that
 * counts. Fetches the report too if possible; otherwise the worker stores it later. Undefined: the run no longer
 * exists.
 */
export async function settleEnd(
  { storage, sandboxes, log }: { storage: Storage; sandboxes: SandboxClient; log: Log },
  to: SandboxAddress,
  end: { status: TerminalStatus; error: ErrorBody | null },
): Promise<StoredRun | undefined> {
  const run = await storage.runs.get(to.runId);
  if (run === undefined || run.finished_at !== null) return run;
  const report = await fetchReport(sandboxes, to, end.status, log);
  return storage.runs.finish(to.runId, { status: end.status, error: report?.error ?? end.error, report });
}

async function fetchReport(sandboxes: SandboxClient, to: SandboxAddress, status: TerminalStatus, log: Log): Promise<RunReport | null> {
  using deadline = startDeadline(REPORT_TIMEOUT_MS, 'the report of a run that has ended');
  try {
    const report = await readJson(sandboxes, to, '/status', runReportSchema, deadline);
    return report.status === status && report.run_id === to.runId ? report : null;
  } catch (error) {
    log.debug('the report of a run that has ended comes later', { run_id: to.runId, error: errorMessage(error) });
    return null;
  }
}
