import type { ErrorCode, RunReport } from '../contract/index.ts';

/** 0 completed, 1 failed, 2 usage or bad input, 3 timeout, 130 terminated. */
export const EXIT = { completed: 0, failed: 1, badInput: 2, timeout: 3, terminated: 130 } as const;

const BAD_INPUT: ReadonlySet<ErrorCode> = new Set(['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT']);

/** Bad input, refused before any step ran, is the caller's to fix: 2, not 1. */
export function exitCodeOf(report: Pick<RunReport, 'status' | 'error' | 'step_results'>): number {
  if (report.status === 'completed') return EXIT.completed;
  if (report.status === 'timeout') return EXIT.timeout;
  if (report.status === 'terminated') return EXIT.terminated;
  const worked = report.step_results.some((result) => result.step > 0 || result.status !== 'failed');
  const refused = report.error !== null && BAD_INPUT.has(report.error.code) && !worked;
  return refused ? EXIT.badInput : EXIT.failed;
}
