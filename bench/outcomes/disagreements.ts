import { changedRecords, type Snapshot } from '../../drift/cases/drift-case.ts';
import type { LedgerEntry, RunReport } from '../../src/contract/index.ts';
import type { Application, JobOutcome } from './application.ts';

/** What a report says that the data of the application does not (docs/verification.md). Empty if they agree. */
export function disagreements(
  { status, ledger, error, step_results, warnings }: RunReport,
  { before, after, outcome }: { before: Snapshot; after: Snapshot; outcome: JobOutcome },
  application: Pick<Application, 'changes'>,
): string[] {
  const changed = changedRecords(before, after);
  const writtenBy = (entry: LedgerEntry, record: string) => entry.evidence?.some(({ path }) => application.changes(path, record)) === true;
  const found: string[] = [];
  if (error?.code === 'SETUP_FAILED') found.push(`the run did not start: ${error.message}`);
  if (outcome === 'twice') found.push('done twice');
  const idle = warnings.some((text) => text.includes('may have done nothing'));
  if (status === 'completed' && outcome !== 'done' && !idle) found.push('completed, but not done, and no warning says so');
  for (const record of changed.filter((name) => !ledger.some((entry) => writtenBy(entry, name)))) {
    found.push(`"${record}" was changed and is not in the ledger`);
  }
  for (const { step, state, evidence = [] } of ledger) {
    if (state === 'intended') found.push(`step ${step} is still "intended"`);
    if (changed.length === 0 && state !== 'unknown') found.push(`step ${step} is "${state}", and nothing was changed`);
    const answered = evidence.every((one) => one.status !== undefined && one.status < 500);
    if (state === 'unknown' && answered) found.push(`step ${step} is "unknown", but everything it sent was answered`);
  }
  const failedStep = step_results.find((result) => result.status === 'failed')?.step;
  if (error?.failure?.performed === 'no') {
    const others = ledger.filter(({ step }) => step !== failedStep);
    const unexplained = changed.filter((record) => !others.some((entry) => writtenBy(entry, record)));
    if (unexplained.length > 0) found.push(`step ${failedStep} says "performed: no", but "${unexplained[0]}" was changed`);
  }
  return found;
}
