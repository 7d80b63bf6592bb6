import type { Artifact, RunConfig, RunReport, RunStatus, RunTiming } from '../../contract/index.ts';
import type { Outcome } from './outcome.ts';

/** The report of a run, at any time. `startedAt` and `finishedAt` in milliseconds since 1970. */
export function buildReport(
  config: RunConfig,
  run: {
    id: string;
    status: RunStatus;
    playbook: string | null;
    startedAt: number;
    finishedAt: number | null;
    artifacts: Artifact[];
    warnings: string[];
    timing?: RunTiming;
  },
  outcome: Outcome,
): RunReport {
  return {
    run_id: run.id,
    status: run.status,
    directive: config.directive,
    playbook: run.playbook,
    driver: outcome.driver,
    summary: outcome.summary,
    data: outcome.data,
    extracted_texts: outcome.extractedTexts,
    error: outcome.error ?? null,
    step_results: outcome.stepResults,
    ledger: outcome.ledger,
    tokens: outcome.tokens,
    started_at: new Date(run.startedAt).toISOString(),
    finished_at: run.finishedAt === null ? null : new Date(run.finishedAt).toISOString(),
    duration_ms: (run.finishedAt ?? Date.now()) - run.startedAt,
    timing: run.timing,
    artifacts: run.artifacts,
    warnings: [...outcome.warnings, ...run.warnings],
  };
}
