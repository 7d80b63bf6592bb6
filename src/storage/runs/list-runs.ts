import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { RoteError, runIdSchema } from '../../contract/index.ts';
import type { Tables } from '../database/schema.ts';
import type { RunFilter, StoredRun } from '../run-store.ts';
import { RUN_COLUMNS, toStoredRun, withoutNul } from './run-row.ts';

/** Creation time (ms since 1970, before the year 10,000) and id of the last row of a page. */
const cursorSchema = z.tuple([z.int().min(0).max(253_402_300_799_999), runIdSchema]);

/** Newest first; pages do not shift when runs are added in the meantime. VALIDATION_FAILED for an invalid cursor. */
export async function listRuns(db: Kysely<Tables>, filter: RunFilter): Promise<{ runs: StoredRun[]; next_cursor: string | null }> {
  let query = db
    .selectFrom('runs')
    .select(RUN_COLUMNS)
    .orderBy('created_at', 'desc')
    .orderBy('run_id', 'desc')
    .limit(filter.limit + 1);
  if (filter.owner !== undefined) query = query.where('owner', '=', filter.owner);
  if (filter.status && filter.status.length > 0) query = query.where('status', 'in', filter.status);
  if (filter.playbook !== undefined) query = query.where('playbook', '=', withoutNul(filter.playbook));
  if (filter.created_after !== undefined) query = query.where('created_at', '>=', new Date(filter.created_after));
  if (filter.created_before !== undefined) query = query.where('created_at', '<', new Date(filter.created_before));
  if (filter.text !== undefined) {
    query = query.where('directive', 'ilike', `%${withoutNul(filter.text).replace(/[\\%_]/g, (character) => `\\${character}`)}%`);
  }
  if (filter.cursor !== undefined) {
    const [at, runId] = readCursor(filter.cursor);
    query = query.where(sql<boolean>`(created_at, run_id) < (${new Date(at)}::timestamptz, ${runId}::text)`);
  }
  const rows = await query.execute();
  const runs = rows.slice(0, filter.limit).map(toStoredRun);
  const last = runs.at(-1);
  return { runs, next_cursor: rows.length > filter.limit && last ? writeCursor(last) : null };
}

function writeCursor({ created_at, run_id }: StoredRun): string {
  return Buffer.from(JSON.stringify([Date.parse(created_at), run_id])).toString('base64url');
}

function readCursor(cursor: string): [number, string] {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new RoteError(
      'VALIDATION_FAILED',
      'The cursor is invalid: pass the next_cursor of an earlier page, or omit it to start from the newest run.',
      { cause },
    );
  }
}
