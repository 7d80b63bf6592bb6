import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StepResult } from '../contract/index.ts';
import { RunClock } from './run-clock.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const login: StepResult = { step: 0, action: 'login', description: '', status: 'ok', attempts: 1, duration_ms: 300 };

test('adds up the phases, and takes the login out of the playbook', () => {
  const clock = new RunClock(Date.now() - 400);
  const spend = (ms: number) => vi.advanceTimersByTime(ms);
  spend(50);
  clock.begin('browser');
  spend(700);
  clock.begin('playbook');
  spend(1_500);
  clock.begin('agent');
  spend(20);
  clock.begin('playbook');
  spend(100);
  clock.begin('close');
  spend(900);
  expect(clock.timing([login, { ...login, step: 1, action: 'click' }])).toEqual({
    program_ms: 400,
    plan_ms: 50,
    browser_ms: 700,
    login_ms: 300,
    steps_ms: 1_300,
    agent_ms: 20,
    close_ms: 900,
  });
});

test('takes the login out of the time of an agent that had no playbook', () => {
  const clock = new RunClock();
  clock.begin('agent');
  vi.advanceTimersByTime(2_000);
  expect(clock.timing([login])).toMatchObject({ login_ms: 300, steps_ms: 0, agent_ms: 1_700 });
});

test('shows the phase that is under way, and no program where many runs share one', () => {
  const clock = new RunClock();
  vi.advanceTimersByTime(80);
  expect(clock.timing([])).toMatchObject({ program_ms: undefined, plan_ms: 80, steps_ms: 0, close_ms: 0 });
});
