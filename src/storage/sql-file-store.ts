import { type Kysely, type Selectable, sql } from 'kysely';
import type { FilesTable, Tables } from './database/schema.ts';
import type { FileStore, StoredFile } from './file-store.ts';
import { withoutNul } from './runs/run-row.ts';

const EXPIRED_AT_ONCE = 100;

export function createSqlFileStore(db: Kysely<Tables>): FileStore {
  return {
    async add({ name, ...file }) {
      const row = await db
        .insertInto('files')
        .values({ ...file, name: withoutNul(name) })
        .returningAll()
        .executeTakeFirstOrThrow();
      return toStoredFile(row);
    },
    async waiting(owner) {
      const { count, bytes } = await db
        .selectFrom('files')
        .select([sql<string>`count(*)`.as('count'), sql<string>`coalesce(sum(bytes), 0)`.as('bytes')])
        .where('owner', '=', owner)
        .where('run_id', 'is', null)
        .executeTakeFirstOrThrow();
      return { count: Number(count), bytes: Number(bytes) };
    },
    async ofRun(runId) {
      const rows = await db.selectFrom('files').selectAll().where('run_id', '=', runId).orderBy('id').execute();
      return rows.map(toStoredFile);
    },
    async expired(sentBefore) {
      const rows = await db
        .selectFrom('files')
        .leftJoin('runs', 'runs.run_id', 'files.run_id')
        .select('files.id')
        .where((where) =>
          where.or([
            where.and([where('files.run_id', 'is', null), where('files.created_at', '<', new Date(sentBefore))]),
            where.and([where('files.run_id', 'is not', null), where('runs.run_id', 'is', null)]),
            where('runs.finished_at', 'is not', null),
          ]),
        )
        .limit(EXPIRED_AT_ONCE)
        .execute();
      return rows.map(({ id }) => id);
    },
    async remove(id) {
      await db.deleteFrom('files').where('id', '=', id).execute();
    },
  };
}

function toStoredFile({ id, owner, name, bytes, sha256, created_at }: Selectable<FilesTable>): StoredFile {
  return { id, owner, name, bytes: Number(bytes), sha256, created_at: created_at.toISOString() };
}
