import type { Kysely, Transaction } from 'kysely';
import { type RunReport, type RunStatus, TERMINAL_STATUSES } from '../../contract/index.ts';
import { NOW } from '../database/now.ts';
import type { Tables } from '../database/schema.ts';
import type { Jobs } from '../queue/jobs.ts';
import type { RunEnd, StoredRun } from '../run-store.ts';
import { countsOfEnd, countsOfReport, increment } from './counters.ts';
import { RUN_COLUMNS, toStoredRun } from './run-row.ts';

/**
 * Ends a run; the first end wins. `onlyFrom`: does nothing unless the run still has this status. Returns the row as it is then; undefined when
 * there is no such run.
 */
export function finishRun(
  db: Kysely<Tables>,
  jobs: Jobs,
  runId: string,
  end: RunEnd,
  onlyFrom?: RunStatus,
): Promise<StoredRun | undefined> {
  return db.transaction().execute(async (transaction) => {
    const ended = await transaction
      .updateTable('runs')
      .set((set) => ({
        status: end.status,
        error: end.error === null ? null : JSON.stringify(end.error),
        ...(end.report !== null && reportColumns(end.report, end)),
        finished_at: NOW,
        sealed: null,
        // A run that no worker has started leaves nothing to persist.
        persisted_at: set.case().when('worker', 'is', null).then(NOW).else(set.ref('persisted_at')).end(),
      }))
      .where('run_id', '=', runId)
      .where('status', 'not in', TERMINAL_STATUSES)
      .$if(onlyFrom !== undefined, (query) => query.where('status', '=', onlyFrom!))
      .returning([...RUN_COLUMNS, 'sealed_webhook'])
      .executeTakeFirst();
    if (ended === undefined) return keepLateReport(transaction, runId, end);
    const { sealed_webhook, ...row } = ended;
    await increment(transaction, [...countsOfEnd(end), ...(end.report === null ? [] : countsOfReport(end.report))]);
    if (sealed_webhook !== null) await jobs.sendWebhook(runId, transaction);
    return toStoredRun(row);
  });
}

/** Artifacts and warnings are known last: a report of the same end replaces the one that was published. */
async function keepLateReport(transaction: Transaction<Tables>, runId: string, { status, report }: RunEnd): Promise<StoredRun | undefined> {
  const found = await transaction.selectFrom('runs').select(RUN_COLUMNS).where('run_id', '=', runId).forUpdate().executeTakeFirst();
  if (found === undefined) return undefined;
  const run = toStoredRun(found);
  if (report === null || run.status !== status || run.persisted_at !== null) return run;
  if (run.report === null) await increment(transaction, countsOfReport(report));
  const row = await transaction
    .updateTable('runs')
    .set(reportColumns(report, run))
    .where('run_id', '=', runId)
    .returning(RUN_COLUMNS)
    .executeTakeFirstOrThrow();
  return toStoredRun(row);
}

/** The columns written for a report. Its status and error are those of the row; the playbook of the row becomes the one that was used. */
export function reportColumns(
  report: RunReport,
  { status, error }: Pick<StoredRun, 'status' | 'error'>,
): { report: string; playbook?: string } {
  return { report: JSON.stringify({ ...report, status, error }), ...(report.playbook !== null && { playbook: report.playbook }) };
}
