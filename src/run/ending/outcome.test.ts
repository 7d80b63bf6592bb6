import { describe, expect, test } from 'vitest';
import { terminalStatus } from './outcome.ts';

describe('terminalStatus', () => {
  const stepFailed = { code: 'STEP_FAILED', message: 'no such element' } as const;
  const timeout = { code: 'TIMEOUT', message: 'too slow' } as const;
  const running = undefined;

  test.each([
    ['no error is completed', undefined, running, 'completed'],
    ['work that was done before the timeout stays completed', undefined, 'timeout', 'completed'],
    ['an error of a step is failed', stepFailed, running, 'failed'],
    ['one step that took too long is failed, not timeout', timeout, running, 'failed'],
    ['the timeout of the whole run is timeout', timeout, 'timeout', 'timeout'],
    ['a cancelled run is terminated, whatever failed as a result', stepFailed, 'terminated', 'terminated'],
    ['the code alone is enough', { code: 'RUN_TERMINATED', message: 'Ctrl-C' } as const, running, 'terminated'],
    ['a lost worker fails the run', { code: 'WORKER_LOST', message: 'gone' } as const, 'failed', 'failed'],
  ] as const)('%s', (_what, error, ended, status) => {
    expect(terminalStatus(error, ended)).toBe(status);
  });
});
