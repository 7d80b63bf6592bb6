import type { ErrorBody, StepResult } from '../../contract/index.ts';

/**
 * The step that failed: the last one, or an earlier one that typed a text which its field did not keep until the last one pressed a
 * button. Nothing was pressed then, so it is the typing that failed. Marks its result.
 */
export function failedStep(results: StepResult[], error: ErrorBody): StepResult | undefined {
  const last = results.at(-1);
  const selector = error.failure?.reason === 'not_entered' ? error.details?.selector : undefined;
  const index = selector === undefined ? -1 : results.findLastIndex((result) => result !== last && result.selector === selector);
  const typing = results[index];
  if (typing === undefined) return last;
  const failed: StepResult = { ...typing, status: 'failed', error };
  results[index] = failed;
  return failed;
}
