import type { LedgerEntry, RunStatus } from '../src/contract/index.ts';
import type { Effect } from './cases/drift-case.ts';

/**
 * The outcome of a run, judged by the application's data.
 * - `done`: reported as done, and done, once.
 * - `done_reported_unknown`: done, and reported as failed with the effect in the ledger (`unknown`, `committed` or `verified`): a person has to check.
 * - `undone`: reported as failed, and nothing was changed.
 * - `undone_reported_unknown`: the same, but the ledger says that it may have happened.
 * The rest are wrong outcomes:
 * - `false_done`: reported as done, but not done (or the answer is missing).
 * - `twice`: requested from the application more than once.
 * - `wrong_record`: something else was changed, or not as asked.
 * - `done_unreported`: done, and reported as failed with nothing in the ledger.
 */
export type Verdict =
  | 'done'
  | 'done_reported_unknown'
  | 'undone'
  | 'undone_reported_unknown'
  | 'false_done'
  | 'twice'
  | 'wrong_record'
  | 'done_unreported';

const WRONG: ReadonlySet<Verdict> = new Set(['false_done', 'twice', 'wrong_record', 'done_unreported']);

export function isWrong(verdict: Verdict): boolean {
  return WRONG.has(verdict);
}

export function judge(kind: 'read' | 'write', status: RunStatus, ledger: readonly LedgerEntry[], effect: Effect): Verdict {
  const completed = status === 'completed';
  if (kind === 'read') {
    if (effect.kind === 'done') return completed ? 'done' : 'undone';
    if (effect.kind === 'wrong') return 'wrong_record';
    return completed ? 'false_done' : 'undone';
  }
  if (effect.kind === 'twice') return 'twice';
  if (effect.kind === 'wrong') return 'wrong_record';
  const inLedger = ledger.some(({ state }) => state !== 'intended');
  if (effect.kind === 'done' && completed) return 'done';
  if (effect.kind === 'done') return inLedger ? 'done_reported_unknown' : 'done_unreported';
  if (completed) return 'false_done';
  return inLedger ? 'undone_reported_unknown' : 'undone';
}
