import type { RunReport, RunSummary, RunView } from '../../contract/index.ts';
import { tokenUsageSchema } from '../../contract/index.ts';
import type { StoredRun } from '../../storage/index.ts';

const noTokens = tokenUsageSchema.parse({});

/** A run as the service shows it. `live`: the sandbox's current report; without it, the stored data. */
export function runView(run: StoredRun, live?: RunReport): RunView {
  const report = live ?? agreeingReport(run) ?? bareReport(run);
  return {
    ...report,
    run_id: run.run_id,
    created_at: run.created_at,
    started_at: run.started_at ?? (live ? live.started_at : null),
    finished_at: run.finished_at,
    active: live !== undefined,
    stop_requested: run.stop_requested_at !== null,
    persisted: run.persisted_at !== null,
    config: run.config,
    // The database decides how a run ended, whatever a late report says.
    status: run.finished_at === null ? report.status : run.status,
    error: run.finished_at === null ? report.error : run.error,
  };
}

export function runSummary(run: StoredRun): RunSummary {
  const { run_id, status, directive, playbook, error, created_at, started_at, finished_at } = run;
  const summary = agreeingReport(run)?.summary ?? error?.message ?? '';
  return { run_id, status, directive, playbook, summary, error, created_at, started_at, finished_at };
}

/** The stored report, unless it reports another end than the stored one. */
function agreeingReport(run: StoredRun): RunReport | undefined {
  return run.report !== null && run.report.status === run.status ? run.report : undefined;
}

function bareReport(run: StoredRun): RunReport {
  const { run_id, status, directive, playbook, error, created_at, started_at, finished_at } = run;
  return {
    run_id,
    status,
    directive,
    playbook,
    driver: null,
    summary: error?.message ?? '',
    data: {},
    extracted_texts: [],
    error,
    step_results: [],
    ledger: [],
    tokens: noTokens,
    started_at: started_at ?? created_at,
    finished_at,
    duration_ms: finished_at === null || started_at === null ? 0 : Math.max(0, Date.parse(finished_at) - Date.parse(started_at)),
    artifacts: [],
    warnings: [],
  };
}
