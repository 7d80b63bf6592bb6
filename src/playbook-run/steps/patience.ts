import type { Patience } from '../../browser/index.ts';
import type { ErrorBody, FailureReason } from '../../contract/index.ts';
import type { Step } from '../../playbook/index.ts';

const NOT_THERE: readonly (FailureReason | undefined)[] = ['not_found', 'hidden', 'ambiguous'];

/** A timeout that the playbook gives is waited out. `before`: how the first attempt failed; what it did not find is looked for once. */
export function patienceOf({ timeout_ms }: Step, before: ErrorBody | undefined): Patience {
  if (NOT_THERE.includes(before?.failure?.reason)) return 'look';
  return timeout_ms === undefined ? 'idle' : 'deadline';
}
