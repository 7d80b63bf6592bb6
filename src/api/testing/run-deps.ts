import type { RunEvent, RunReport, RunStatus } from '../../contract/index.ts';

const AT = '2026-11-01T10:00:00.000Z';

export function noticeEvent(id: number, message = `notice ${id}`): RunEvent {
  return { id, at: AT, type: 'notice', kind: 'dialog', message };
}

export function notices(from: number, to: number): RunEvent[] {
  return Array.from({ length: to - from + 1 }, (_, index) => noticeEvent(from + index));
}

export function completeEvent(id: number, status: RunStatus = 'completed'): RunEvent {
  return { id, at: AT, type: 'complete', status, summary: `It ended as ${status}.`, error: null };
}

export function reportOf(runId: string, change: Partial<RunReport> = {}): RunReport {
  return {
    run_id: runId,
    status: 'running',
    directive: 'Cancel order #12345',
    playbook: 'cancel_order',
    driver: 'playbook',
    summary: 'In progress.',
    data: {},
    extracted_texts: [],
    error: null,
    step_results: [],
    ledger: [{ step: 5, description: 'Confirm', state: 'intended' }],
    tokens: { input: 0, cached: 0, output: 0, reasoning: 0, cost_usd: 0 },
    started_at: AT,
    finished_at: null,
    duration_ms: 1_000,
    artifacts: [],
    warnings: [],
    ...change,
  };
}
