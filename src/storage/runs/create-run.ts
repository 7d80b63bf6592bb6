import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../database/schema.ts';
import type { Jobs } from '../queue/jobs.ts';
import type { CreatedRun, NewRun } from '../run-store.ts';
import { RUN_COLUMNS, toStoredRun, withoutNul } from './run-row.ts';

/** One transaction: of many requests with one idempotency key, the first creates the run and the others get the same run. */
export function createRun(db: Kysely<Tables>, jobs: Jobs, run: NewRun): Promise<CreatedRun> {
  return db.transaction().execute(async (transaction) => {
    const row = await transaction
      .insertInto('runs')
      .values({
        run_id: run.run_id,
        owner: run.owner,
        status: 'queued',
        directive: withoutNul(run.directive),
        playbook: run.playbook,
        config: JSON.stringify(run.config),
        sealed: run.sealed,
        sealed_webhook: run.sealed_webhook,
        traceparent: run.traceparent,
        idempotency_owner: run.idempotency === null ? null : run.owner,
        idempotency_key: run.idempotency === null ? null : withoutNul(run.idempotency.key),
        idempotency_fingerprint: run.idempotency?.fingerprint ?? null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning(RUN_COLUMNS)
      .executeTakeFirst();
    if (row === undefined) return findExisting(transaction, run);
    await jobs.sendRun(run.run_id, transaction);
    return { kind: 'created', run: toStoredRun(row) };
  });
}

async function findExisting(transaction: Transaction<Tables>, { run_id, owner, idempotency }: NewRun): Promise<CreatedRun> {
  if (idempotency === null) return { kind: 'taken', run_id };
  const row = await transaction
    .selectFrom('runs')
    .select([...RUN_COLUMNS, 'idempotency_fingerprint'])
    .where('idempotency_owner', '=', owner)
    .where('idempotency_key', '=', withoutNul(idempotency.key))
    .executeTakeFirst();
  if (row === undefined) return { kind: 'taken', run_id };
  const { idempotency_fingerprint, ...run } = row;
  if (idempotency_fingerprint !== idempotency.fingerprint) return { kind: 'other_body', run_id: run.run_id };
  return { kind: 'repeated', run: toStoredRun(run) };
}
