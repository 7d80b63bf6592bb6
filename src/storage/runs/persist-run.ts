import { type Kysely, sql, type Transaction } from 'kysely';
import type { RunEvent, RunReport } from '../../contract/index.ts';
import { RoteError } from '../../contract/index.ts';
import { NOW } from '../database/now.ts';
import type { Tables } from '../database/schema.ts';
import type { StoredArtifact, StoredRun } from '../run-store.ts';
import { countsOfEvents, countsOfReport, increment } from './counters.ts';
import { reportColumns } from './finish-run.ts';
import { RUN_COLUMNS, toStoredRun } from './run-row.ts';

/** Rows in one INSERT: a statement may have 65,535 parameters. */
const BATCH_SIZE = 1_000;

/**
 * Writes events, artifacts and report of an ended run, and counts them once; CONFLICT for a run that has not ended. A repeated call replaces events
 * of the same ids; indexed events that are not among the new ones stay.
 */
export function persistRun(
  db: Kysely<Tables>,
  runId: string,
  left: { events: readonly RunEvent[]; artifacts: readonly StoredArtifact[]; report: RunReport | null },
): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    const row = await transaction.selectFrom('runs').select(RUN_COLUMNS).where('run_id', '=', runId).forUpdate().executeTakeFirst();
    // The run was removed in the meantime.
    if (row === undefined) return;
    const run = toStoredRun(row);
    if (run.finished_at === null)
      throw new RoteError('CONFLICT', `The run ${runId} is ${run.status}: it can be persisted once it has ended.`);
    const events = endWithRun(run, await indexedEvents(transaction, run), left.events);
    await replaceEvents(transaction, runId, events);
    await replaceArtifacts(transaction, runId, left.artifacts);
    if (run.persisted_at === null) await increment(transaction, countsOfEvents(events));
    if (run.report === null && left.report !== null) await increment(transaction, countsOfReport(left.report));
    await transaction
      .updateTable('runs')
      .set({
        persisted_at: sql<Date>`coalesce(persisted_at, ${NOW})`,
        sandbox_url: null,
        artifact_bytes: left.artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0),
        ...(left.report && reportColumns(left.report, run)),
      })
      .where('run_id', '=', runId)
      .execute();
  });
}

async function indexedEvents(transaction: Transaction<Tables>, { run_id, persisted_at }: StoredRun): Promise<RunEvent[]> {
  if (persisted_at === null) return [];
  const rows = await transaction.selectFrom('events').select('body').where('run_id', '=', run_id).execute();
  return rows.map((row) => row.body);
}

/**
 * Merges events by id, new ones over old ones, and ends them with one `complete` that matches the row: of several ends, the database's counts.
 * What follows a `complete` has never been shown to a reader, and is dropped.
 */
function endWithRun(run: StoredRun, before: readonly RunEvent[], now: readonly RunEvent[]): RunEvent[] {
  const inOrder = [...new Map([...before, ...now].map((event) => [event.id, event])).values()].sort((a, b) => a.id - b.id);
  const end = inOrder.findIndex((event) => event.type === 'complete');
  const last = inOrder[end];
  if (last?.type === 'complete' && last.status === run.status) return inOrder.slice(0, end + 1);
  const kept = end < 0 ? inOrder : inOrder.slice(0, end);
  const id = (kept.at(-1)?.id ?? 0) + 1;
  // A reader who has seen an end sees the same one again.
  return [...kept, before.find((event) => event.id === id && event.type === 'complete') ?? endOf(run, id)];
}

function endOf({ status, report, error, finished_at, created_at }: StoredRun, id: number): RunEvent {
  return { id, at: finished_at ?? created_at, type: 'complete', status, summary: report?.summary ?? error?.message ?? '', error };
}

async function replaceEvents(transaction: Transaction<Tables>, runId: string, events: readonly RunEvent[]): Promise<void> {
  await transaction.deleteFrom('events').where('run_id', '=', runId).execute();
  for (const batch of batches(events)) {
    await transaction
      .insertInto('events')
      .values(batch.map((event) => ({ run_id: runId, id: event.id, body: JSON.stringify(event) })))
      .execute();
  }
}

async function replaceArtifacts(transaction: Transaction<Tables>, runId: string, artifacts: readonly StoredArtifact[]): Promise<void> {
  await transaction.deleteFrom('artifacts').where('run_id', '=', runId).execute();
  for (const batch of batches([...new Map(artifacts.map((artifact) => [artifact.path, artifact])).values()])) {
    await transaction
      .insertInto('artifacts')
      .values(batch.map(({ path, kind, bytes, sha256 }) => ({ run_id: runId, path, kind, bytes, sha256 })))
      .execute();
  }
}

function* batches<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += BATCH_SIZE) yield rows.slice(at, at + BATCH_SIZE);
}
