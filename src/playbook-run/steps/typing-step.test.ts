import { expect, it } from 'vitest';
import { actionFailure, type ErrorBody, type StepResult } from '../../contract/index.ts';
import { failedStep } from './typing-step.ts';

const result = (step: number, selector: string, status: StepResult['status'] = 'ok'): StepResult => ({
  step,
  action: 'key_press',
  description: '',
  status,
  attempts: 1,
  duration_ms: 1,
  selector,
});
const lost: ErrorBody = {
  code: 'STEP_FAILED',
  message: '"#amount" holds "5" instead of "250".',
  failure: actionFailure('not_entered'),
  details: { selector: '#amount' },
};

it('blames the last step that typed into the field which lost its text', () => {
  const results = [result(1, '#amount'), result(2, '#amount'), result(3, '#note'), result(4, '#save', 'failed')];
  expect(failedStep(results, lost)?.step).toBe(2);
  expect(results.map(({ status }) => status)).toEqual(['ok', 'failed', 'ok', 'failed']);
  expect(results[1]?.error).toBe(lost);
});

it('leaves every other failure to its step', () => {
  const covered: ErrorBody = { ...lost, failure: actionFailure('covered') };
  for (const [results, error] of [
    [[result(1, '#amount'), result(2, '#save', 'failed')], covered],
    [[result(1, '#amount', 'failed')], lost],
    [[result(1, '#note'), result(2, '#save', 'failed')], lost],
  ] as const) {
    const copy = [...results];
    expect(failedStep(copy, error)).toBe(results.at(-1));
    expect(copy).toEqual(results);
  }
});
