import { expect, test } from 'vitest';
import { isTerminal, RUN_STATUSES } from './report.ts';

test('a run has ended once it is completed, failed, timed out or terminated', () => {
  expect(RUN_STATUSES.filter(isTerminal)).toEqual(['completed', 'failed', 'timeout', 'terminated']);
});
