import { newRunId } from '../../base/index.ts';
import type { RunEvent, RunEventBody, RunReport } from '../../contract/index.ts';
import type { NewRun, RunEnd } from '../run-store.ts';

/** A new run with the properties a test is about. */
export function newRun(change: Partial<NewRun> = {}): NewRun {
  return {
    run_id: newRunId(),
    owner: '',
    directive: 'Cancel order #12345',
    playbook: null,
    config: { timeout_seconds: 600 },
    sealed: 'sealed-request',
    sealed_webhook: null,
    traceparent: null,
    files: [],
    idempotency: null,
    ...change,
  };
}

export function newReport(runId: string, change: Partial<RunReport> = {}): RunReport {
  return {
    run_id: runId,
    status: 'completed',
    directive: 'Cancel order #12345',
    playbook: 'cancel_order',
    driver: 'playbook',
    summary: 'Order 12345 is cancelled.',
    data: {},
    extracted_texts: [],
    error: null,
    step_results: [],
    ledger: [],
    tokens: { input: 100, cached: 0, output: 20, reasoning: 0, cost_usd: 0.5 },
    started_at: '2026-01-01T00:00:00.000Z',
    finished_at: '2026-01-01T00:00:04.000Z',
    duration_ms: 4_000,
    artifacts: [],
    warnings: [],
    ...change,
  };
}

export const COMPLETED: RunEnd = { status: 'completed', error: null, report: null };

export const FAILED: RunEnd = { status: 'failed', error: { code: 'WORKER_LOST', message: 'The worker is gone.' }, report: null };

/** Events numbered from 1. */
export function numbered(...bodies: RunEventBody[]): RunEvent[] {
  return bodies.map((body, at) => ({ id: at + 1, at: `2026-01-01T00:00:0${at % 10}.000Z`, ...body }));
}

export function notice(message: string): RunEventBody {
  return { type: 'notice', kind: 'tab', message };
}

export function completeEvent(status: RunReport['status'], summary = 'Done.'): RunEventBody {
  return { type: 'complete', status, summary, error: null };
}
