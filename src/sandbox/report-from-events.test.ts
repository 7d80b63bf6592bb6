import { expect, test } from 'vitest';
import type { RunEvent, RunEventBody, StepResult } from '../contract/index.ts';
import { reportFromEvents } from './report-from-events.ts';

const known = { runId: 'r', directive: 'Cancel order 7', playbook: null, startedAt: '2026-11-01T00:00:00.000Z' };
const at = (second: number) => new Date(Date.UTC(2026, 10, 1, 0, 0, second)).toISOString();
const numbered = (...bodies: RunEventBody[]): RunEvent[] => bodies.map((body, index) => ({ id: index + 1, at: at(index), ...body }));

const step = (over: Partial<StepResult>): RunEventBody => ({
  type: 'step',
  total: 3,
  result: { step: 1, action: 'click', description: 'Save', status: 'ok', attempts: 1, duration_ms: 5, ...over },
});
const usage = { input: 100, cached: 10, output: 5, reasoning: 1, cost_usd: 0.5 };

test('reports a run without events as starting', () => {
  expect(reportFromEvents(known, [], Date.parse(at(4)))).toMatchObject({
    run_id: 'r',
    status: 'starting',
    driver: null,
    started_at: known.startedAt,
    finished_at: null,
    duration_ms: 4_000,
  });
});

test('collects steps, ledger and texts of a replayed playbook', () => {
  const events = numbered(
    { type: 'status', status: 'starting', message: 'run r' },
    { type: 'status', status: 'running', message: 'playbook p', playbook: 'p' },
    { type: 'ledger', step: 1, description: 'Save', state: 'intended' },
    { type: 'ledger', step: 1, description: 'Save', state: 'verified' },
    step({ effect: 'verified' }),
    { type: 'ledger', step: 2, description: 'Send', state: 'intended' },
    { type: 'ledger', step: 2, description: 'Send', state: 'withdrawn' },
    step({ step: 3, action: 'extract', output: 'the text' }),
  );
  expect(reportFromEvents(known, events, Date.parse(at(9)))).toMatchObject({
    status: 'running',
    playbook: 'p',
    driver: 'playbook',
    extracted_texts: ['the text'],
    ledger: [{ step: 1, description: 'Save', state: 'verified' }],
    step_results: [{ step: 1 }, { step: 3 }],
    duration_ms: 9_000,
  });
});

test('adds up the tokens of an agent; a handoff names both drivers', () => {
  const agent = numbered(
    { type: 'status', status: 'running', message: 'agent', playbook: null },
    { type: 'agent_step', step: 1, thought: '', tokens: usage },
    { type: 'agent_step', step: 2, thought: '', tokens: { ...usage, cost_usd: null } },
  );
  expect(reportFromEvents(known, agent)).toMatchObject({
    driver: 'agent',
    playbook: null,
    tokens: { input: 200, output: 10, cost_usd: null },
  });
  const both = numbered(
    { type: 'status', status: 'running', message: 'playbook p', playbook: 'p' },
    { type: 'handoff', step: 2, reason: 'gone', taken: true },
  );
  expect(reportFromEvents(known, both)).toMatchObject({ driver: 'playbook+agent', playbook: 'p' });
});

test('reports the end as it was published', () => {
  const error = { code: 'STEP_FAILED', message: 'no such button' } as const;
  const events = numbered(
    { type: 'status', status: 'running', message: 'x', playbook: 'p' },
    { type: 'complete', status: 'failed', summary: 's', error },
  );
  expect(reportFromEvents(known, events)).toMatchObject({ status: 'failed', summary: 's', error, finished_at: at(1), duration_ms: 1_000 });
});
