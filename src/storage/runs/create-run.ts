import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../database/schema.ts';
import type { Jobs } from '../queue/jobs.ts';
import type { CreatedRun, NewRun } from '../run-store.ts';
import { RUN_COLUMNS, toStoredRun, withoutNul } from './run-row.ts';

/** One transaction: of many requests with one idempotency key, the first creates the run and the others get the same run. */
export async function createRun(db: Kysely<Tables>, jobs: Jobs, run: NewRun): Promise<CreatedRun> {
  try {
    return await db.transaction().execute((transaction) => create(transaction, jobs, run));
  } catch (error) {
    if (error instanceof NoFile) return error.result;
    throw error;
  }
}

/** Undoes the transaction. */
class NoFile extends Error {
  readonly result: CreatedRun & { kind: 'no_file' };

  constructor(missing: string[], sameName: string | undefined) {
    super('a file cannot be taken');
    this.result = { kind: 'no_file', missing, sameName };
  }
}

async function create(transaction: Transaction<Tables>, jobs: Jobs, run: NewRun): Promise<CreatedRun> {
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
  await takeFiles(transaction, run);
  await jobs.sendRun(run.run_id, transaction);
  return { kind: 'created', run: toStoredRun(row) };
}

async function takeFiles(transaction: Transaction<Tables>, { run_id, owner, files }: NewRun): Promise<void> {
  if (files.length === 0) return;
  const taken = await transaction
    .updateTable('files')
    .set({ run_id })
    .where('id', 'in', files)
    .where('owner', '=', owner)
    .where('run_id', 'is', null)
    .returning(['id', 'name'])
    .execute();
  const missing = files.filter((id) => !taken.some((file) => file.id === id));
  const sameName = taken.find(({ id, name }) => taken.some((other) => other.id !== id && other.name === name))?.name;
  if (missing.length > 0 || sameName !== undefined) throw new NoFile(missing, sameName);
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
