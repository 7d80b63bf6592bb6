import { outputsText } from '../actions/index.ts';
import type { LedgerEntry, RunEvent, RunReport, StepResult } from '../contract/index.ts';
import { addUsage, noUsage } from '../model/index.ts';

/** What no event contains. */
export interface KnownRun {
  runId: string;
  /** Without secrets. */
  directive: string;
  /** The requested one; a status event names the one that is used. */
  playbook: string | null;
  /** ISO 8601. Replaced by the time of the first event. */
  startedAt: string;
}

/**
 * Derives the report of a run from its events so far. Only the run's own report has `data` and long texts in full.
 */
export function reportFromEvents(known: KnownRun, events: readonly RunEvent[], now = Date.now()): RunReport {
  const steps = new Map<number, StepResult>();
  const ledger = new Map<string, LedgerEntry>();
  const startedAt = events[0]?.at ?? known.startedAt;
  const report: RunReport = {
    run_id: known.runId,
    status: 'starting',
    directive: known.directive,
    playbook: known.playbook,
    driver: null,
    summary: '',
    data: {},
    extracted_texts: [],
    error: null,
    step_results: [],
    ledger: [],
    tokens: noUsage,
    started_at: startedAt,
    finished_at: null,
    duration_ms: 0,
    artifacts: [],
    warnings: [],
  };
  for (const event of events) {
    if (event.type === 'status') {
      report.status = event.status;
      if (event.playbook !== undefined) {
        report.playbook = event.playbook;
        report.driver = event.playbook === null ? 'agent' : 'playbook';
      }
    } else if (event.type === 'step') {
      steps.set(event.result.step, event.result);
      const { action, output } = event.result;
      if (output !== undefined && outputsText(action)) report.extracted_texts.push(output);
    } else if (event.type === 'ledger') {
      const { step, description, state, effect_id, driver, declared, evidence } = event;
      const key = effect_id ?? String(step);
      if (state === 'withdrawn') ledger.delete(key);
      else ledger.set(key, { id: effect_id, step, description, state, driver, declared, evidence });
    } else if (event.type === 'agent_step') report.tokens = addUsage(report.tokens, event.tokens);
    else if (event.type === 'handoff' && event.taken) report.driver = 'playbook+agent';
    else if (event.type === 'complete') {
      report.status = event.status;
      report.summary = event.summary;
      report.error = event.error;
      report.finished_at = event.at;
    }
  }
  report.step_results = [...steps.values()];
  report.ledger = [...ledger.values()].sort((a, b) => a.step - b.step);
  report.duration_ms = Math.max(0, (report.finished_at === null ? now : Date.parse(report.finished_at)) - Date.parse(startedAt));
  return report;
}
