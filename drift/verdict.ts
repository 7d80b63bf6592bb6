import type { LedgerEntry, RunStatus } from '../src/contract/index.ts';
import type { Effect } from './cases/drift-case.ts';

/**
 * What a run came to, judged by the application's data.
 * - `done`: reported as done, and done, once.
 * - `done_told_unknown`: done, and reported as failed with the effect in the ledger (`unknown`, `committed` or `verified`): a person has to look.
 * - `undone`: reported as failed, and nothing was changed.
 * - `undone_told_unknown`: the same, but the ledger says that it may have happened.
 * The rest are wrong outcomes:
 * - `false_done`: reported as done, and not done (or the answer is not there).
 * - `twice`: asked of the application more than once.
 * - `wrong_record`: something else was changed, or other than was asked.
 * - `done_untold`: done, and reported as failed without a word in the ledger.
 */
export type Verdict =
  | 'done'
  | 'done_told_unknown'
  | 'undone'
  | 'undone_told_unknown'
  | 'false_done'
  | 'twice'
  | 'wrong_record'
  | 'done_untold';

const WRONG: ReadonlySet<Verdict> = new Set(['false_done', 'twice', 'wrong_record', 'done_untold']);

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
  const told = ledger.some(({ state }) => state !== 'intended');
  if (effect.kind === 'done') return completed ? 'done' : told ? 'done_told_unknown' : 'done_untold';
  if (completed) return 'false_done';
  return told ? 'undone_told_unknown' : 'undone';
}
