import { type Kysely, sql, type Transaction } from 'kysely';
import type { RunEvent, RunReport } from '../../contract/index.ts';
import { NOW } from '../database/now.ts';
import type { Tables } from '../database/schema.ts';
import type { StoredArtifact, StoredRun } from '../run-store.ts';
import { countsOfEvents, increment } from './counters.ts';
import { RUN_COLUMNS, toStoredRun } from './run-row.ts';

/** Rows in one INSERT: a statement may have 65,535 parameters. */
const BATCH = 1_000;

/** Events, artifacts and report of an ended run. Counted once; repeated, it replaces what was there. */
export function persistRun(
  db: Kysely<Tables>,
  runId: string,
  left: { events: readonly RunEvent[]; artifacts: readonly StoredArtifact[]; report: RunReport | null },
): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    const row = await transaction.selectFrom('runs').select(RUN_COLUMNS).where('run_id', '=', runId).forUpdate().executeTakeFirst();
    // Removed meanwhile: what it left is nobody's.
    if (row === undefined) return;
    const run = toStoredRun(row);
    const events = endingIn(run, left.events);
    await transaction.deleteFrom('events').where('run_id', '=', runId).execute();
    for (const batch of batches(events)) {
      await transaction
        .insertInto('events')
        .values(batch.map((event) => ({ run_id: runId, id: event.id, body: JSON.stringify(event) })))
        .execute();
    }
    await transaction.deleteFrom('artifacts').where('run_id', '=', runId).execute();
    for (const batch of batches(left.artifacts)) {
      await transaction
        .insertInto('artifacts')
        .values(batch.map(({ path, kind, bytes, sha256 }) => ({ run_id: runId, path, kind, bytes, sha256 })))
        .execute();
    }
    if (run.persisted_at === null) await increment(transaction, countsOfEvents(events));
    await keep(transaction, run, left);
  });
}

async function keep(
  transaction: Transaction<Tables>,
  run: StoredRun,
  { report, artifacts }: { report: RunReport | null; artifacts: readonly StoredArtifact[] },
): Promise<void> {
  const told = report && { ...report, status: run.status, error: run.error };
  await transaction
    .updateTable('runs')
    .set({
      persisted_at: sql<Date>`coalesce(persisted_at, ${NOW})`,
      sandbox_url: null,
      artifact_bytes: artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0),
      ...(told && { report: JSON.stringify(told) }),
    })
    .where('run_id', '=', run.run_id)
    .execute();
}

/** The events with one `complete` at their end that says what the row says: of several ends the database's is the run's. */
function endingIn(run: StoredRun, events: readonly RunEvent[]): RunEvent[] {
  const kept = events.filter((event) => event.type !== 'complete');
  const told = events.find((event) => event.type === 'complete');
  if (told?.type === 'complete' && told.status === run.status) return [...kept, told];
  return [
    ...kept,
    {
      id: (kept.at(-1)?.id ?? 0) + 1,
      at: run.finished_at ?? run.created_at,
      type: 'complete',
      status: run.status,
      summary: run.report?.summary ?? run.error?.message ?? '',
      error: run.error,
    },
  ];
}

function* batches<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += BATCH) yield rows.slice(at, at + BATCH);
}
