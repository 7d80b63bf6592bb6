import type { RunReport, RunSummary, RunView } from '../../contract/index.ts';
import { tokenUsageSchema } from '../../contract/index.ts';
import type { StoredRun } from '../../storage/index.ts';

const noTokens = tokenUsageSchema.parse({});

/** A run as the service shows it. `live`: what its sandbox reports now; without it, what the database knows. */
export function runView(run: StoredRun, live?: RunReport): RunView {
  const report = live ?? agreeing(run) ?? bareReport(run);
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
    // However late a report came: the end that stands is the one in the database.
    ...(run.finished_at !== null && { status: run.status, error: run.error }),
  };
}

export function runSummary(run: StoredRun): RunSummary {
  const { run_id, status, directive, playbook, error, created_at, started_at, finished_at } = run;
  const summary = agreeing(run)?.summary ?? error?.message ?? '';
  return { run_id, status, directive, playbook, summary, error, created_at, started_at, finished_at };
}

/** The report of a sandbox that told another end than the one that stands is not shown. */
function agreeing(run: StoredRun): RunReport | undefined {
  return run.report !== null && run.report.status === run.status ? run.report : undefined;
}

function bareReport(run: StoredRun): RunReport {
  const { run_id, status, directive, playbook, error, created_at, started_at, finished_at } = run;
  const begun = started_at ?? created_at;
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
    started_at: begun,
    finished_at,
    duration_ms: finished_at === null || started_at === null ? 0 : Math.max(0, Date.parse(finished_at) - Date.parse(started_at)),
    artifacts: [],
    warnings: [],
  };
}
