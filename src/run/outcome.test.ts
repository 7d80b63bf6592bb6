import { describe, expect, test } from 'vitest';
import { terminalStatus } from './outcome.ts';

describe('terminalStatus', () => {
  const stepFailed = { code: 'STEP_FAILED', message: 'no such element' } as const;
  const timeout = { code: 'TIMEOUT', message: 'too slow' } as const;
  const running = { timedOut: false, cancelled: false };

  test.each([
    ['no error is completed', undefined, running, 'completed'],
    ['work that was done when the time ran out stays completed', undefined, { timedOut: true, cancelled: false }, 'completed'],
    ['an error of a step is failed', stepFailed, running, 'failed'],
    ['one step that took too long is failed, not timeout', timeout, running, 'failed'],
    ['the end of the whole time is timeout', timeout, { timedOut: true, cancelled: false }, 'timeout'],
    ['a cancelled run is terminated whatever failed because of it', stepFailed, { timedOut: false, cancelled: true }, 'terminated'],
    ['the code alone is enough', { code: 'RUN_TERMINATED', message: 'Ctrl-C' } as const, running, 'terminated'],
  ])('%s', (_what, error, ended, status) => {
    expect(terminalStatus(error, ended)).toBe(status);
  });
});
