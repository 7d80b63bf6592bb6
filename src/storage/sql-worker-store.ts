import { type Kysely, sql } from 'kysely';
import { NOW } from './database/now.ts';
import type { Tables } from './database/schema.ts';
import type { StoredWorker, WorkerStore } from './worker-store.ts';

export function createSqlWorkerStore(db: Kysely<Tables>): WorkerStore {
  const all = db.selectFrom('workers').selectAll().orderBy('id');
  const read = async (query: typeof all): Promise<StoredWorker[]> =>
    (await query.execute()).map((row) => ({ ...row, seen_at: row.seen_at.toISOString() }));
  return {
    async register(worker) {
      await db
        .insertInto('workers')
        .values(worker)
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...worker, seen_at: NOW }))
        .execute();
    },
    async beat(id) {
      const beaten = await db.updateTable('workers').set({ seen_at: NOW }).where('id', '=', id).executeTakeFirst();
      return beaten.numUpdatedRows > 0n;
    },
    list: () => read(all),
    silent: (forMs) => read(all.where('seen_at', '<', sql<Date>`${NOW} - ${forMs} * interval '1 millisecond'`)),
    async remove(id) {
      await db.deleteFrom('workers').where('id', '=', id).execute();
    },
  };
}
