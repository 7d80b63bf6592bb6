import type { RunEvent, RunEventBody, RunReport } from '../../contract/index.ts';

const START_MS = Date.parse('2026-03-01T12:00:00.000Z');

/** Events as in a run folder, from `[milliseconds after the start, event]`. */
export function runStory(...happened: readonly (readonly [number, RunEventBody])[]): RunEvent[] {
  return happened.map(([afterMs, body], index) => ({ id: index + 1, at: storyTime(afterMs), ...body }));
}

export function storyTime(afterMs: number): string {
  return new Date(START_MS + afterMs).toISOString();
}

export function action(
  number: number,
  action: Extract<RunEventBody, { type: 'action' }>['action'],
  durationMs: number,
  more: Partial<Extract<RunEventBody, { type: 'action' }>> = {},
): RunEventBody {
  return {
    type: 'action',
    number,
    action,
    target: '#button',
    ok: more.error === undefined,
    text: 'done',
    url: 'https://shop.example/orders/12?page=2',
    duration_ms: durationMs,
    ...more,
  };
}

export function step(
  number: number,
  durationMs: number,
  more: Partial<Extract<RunEventBody, { type: 'step' }>['result']> = {},
): RunEventBody {
  return {
    type: 'step',
    total: 2,
    result: {
      step: number,
      action: number === 0 ? 'login' : 'click',
      description: 'a step',
      status: more.error ? 'failed' : 'ok',
      attempts: 1,
      duration_ms: durationMs,
      ...more,
    },
  };
}

export function stepStarted(number: number): RunEventBody {
  return { type: 'step_started', step: number, total: 2, action: 'click', description: 'a step' };
}

export function reportOf(more: Partial<RunReport> = {}): RunReport {
  return {
    run_id: 'run-1',
    status: 'completed',
    directive: 'Cancel order #12',
    playbook: 'cancel_order',
    driver: 'playbook',
    summary: 'done',
    data: {},
    extracted_texts: [],
    error: null,
    step_results: [],
    ledger: [],
    tokens: { input: 0, cached: 0, output: 0, reasoning: 0, cost_usd: 0 },
    started_at: storyTime(0),
    finished_at: storyTime(5_000),
    duration_ms: 5_000,
    artifacts: [],
    warnings: [],
    ...more,
  };
}
