import type { Kysely, Transaction } from 'kysely';
import { type RunStatus, TERMINAL_STATUSES } from '../../contract/index.ts';
import { NOW } from '../database/now.ts';
import type { Tables } from '../database/schema.ts';
import type { Jobs } from '../queue/jobs.ts';
import type { RunEnd, StoredRun } from '../run-store.ts';
import { countsOfEnd, increment } from './counters.ts';
import { RUN_COLUMNS, toStoredRun } from './run-row.ts';

/**
 * The first end wins. `onlyFrom`: does nothing unless the run still has this status. In either case the row is given as it is then; undefined when there is
 * no such run.
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
      .set({
        status: end.status,
        error: end.error === null ? null : JSON.stringify(end.error),
        report: end.report === null ? null : JSON.stringify(end.report),
        ...(end.report?.playbook && { playbook: end.report.playbook }),
        finished_at: NOW,
        sealed: null,
        // Nobody carried it out, so that it leaves nothing.
        ...(onlyFrom === 'queued' && { persisted_at: NOW }),
      })
      .where('run_id', '=', runId)
      .where('status', 'not in', TERMINAL_STATUSES)
      .$if(onlyFrom !== undefined, (query) => query.where('status', '=', onlyFrom!))
      .returning([...RUN_COLUMNS, 'sealed_webhook'])
      .executeTakeFirst();
    if (ended === undefined) return keepLaterReport(transaction, runId, end);
    const { sealed_webhook, ...row } = ended;
    await increment(transaction, countsOfEnd(end));
    if (sealed_webhook !== null) await jobs.sendWebhook(runId, transaction);
    return toStoredRun(row);
  });
}

/** Artifacts and warnings are known last: a report of the same end replaces the one that was published. */
async function keepLaterReport(
  transaction: Transaction<Tables>,
  runId: string,
  { status, report }: RunEnd,
): Promise<StoredRun | undefined> {
  if (report !== null) {
    const replaced = await transaction
      .updateTable('runs')
      .set({ report: JSON.stringify(report) })
      .where('run_id', '=', runId)
      .where('status', '=', status)
      .where('persisted_at', 'is', null)
      .returning(RUN_COLUMNS)
      .executeTakeFirst();
    if (replaced) return toStoredRun(replaced);
  }
  const row = await transaction.selectFrom('runs').select(RUN_COLUMNS).where('run_id', '=', runId).executeTakeFirst();
  return row && toStoredRun(row);
}
