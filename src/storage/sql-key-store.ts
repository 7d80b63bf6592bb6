import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Kysely, type Selectable, sql } from 'kysely';
import { RoteError } from '../contract/index.ts';
import { NOW } from './database/now.ts';
import type { KeysTable, Tables } from './database/schema.ts';
import type { KeyStore, StoredKey, VisibleRuns } from './key-store.ts';

const ID = /^[0-9a-f]{12}$/;
/** `rote_<id>_<256 random bits>` */
const KEY = /^rote_([0-9a-f]{12})_[\w-]{43}$/;
/** The last use is recorded once a minute at most. */
const USE_INTERVAL_MS = 60_000;

export function createSqlKeyStore(db: Kysely<Tables>): KeyStore {
  return {
    async create(name, sees = 'own') {
      const wanted = name.trim();
      // `revoke` takes ids and names: a name must not look like an id.
      if (!/^[\w .@-]{1,100}$/.test(wanted) || ID.test(wanted))
        throw new RoteError(
          'VALIDATION_FAILED',
          'The name of a key has at most 100 letters, digits, spaces, dots, dashes, @ and underscores, and must not look like an id.',
        );
      const id = randomBytes(6).toString('hex');
      const key = `rote_${id}_${randomBytes(32).toString('base64url')}`;
      const row = await db
        .insertInto('api_keys')
        .values({ id, name: wanted, hash: hashOf(key), sees })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst();
      if (row === undefined)
        throw new RoteError('CONFLICT', `An active key has the name "${wanted}": revoke it first, or give the new one another name.`);
      return { key, stored: toStoredKey(row) };
    },
    async list() {
      const rows = await db.selectFrom('api_keys').selectAll().orderBy('created_at').execute();
      return rows.map(toStoredKey);
    },
    async revoke(idOrName) {
      const revoked = await db
        .updateTable('api_keys')
        .set({ revoked_at: NOW })
        .where('revoked_at', 'is', null)
        .where((where) => where.or([where('id', '=', idOrName), where('name', '=', idOrName)]))
        .executeTakeFirst();
      return revoked.numUpdatedRows > 0n;
    },
    async activeAmong(ids) {
      if (ids.length === 0) return new Set();
      const rows = await db.selectFrom('api_keys').select('id').where('id', 'in', ids).where('revoked_at', 'is', null).execute();
      return new Set(rows.map(({ id }) => id));
    },
    async seenBy(id) {
      const row = await db.selectFrom('api_keys').select('sees').where('id', '=', id).executeTakeFirst();
      return row?.sees as VisibleRuns | undefined;
    },
    async check(presented) {
      const id = KEY.exec(presented)?.[1];
      if (id === undefined) return undefined;
      const row = await db.selectFrom('api_keys').selectAll().where('id', '=', id).where('revoked_at', 'is', null).executeTakeFirst();
      if (row === undefined || !timingSafeEqual(Buffer.from(row.hash), Buffer.from(hashOf(presented)))) return undefined;
      if (row.last_used_at === null || Date.now() - row.last_used_at.getTime() > USE_INTERVAL_MS) await recordUse(db, id);
      return toStoredKey(row);
    },
  };
}

/** Goes by the database's clock: a process whose own clock is wrong would write at every use. */
async function recordUse(db: Kysely<Tables>, id: string): Promise<void> {
  await db
    .updateTable('api_keys')
    .set({ last_used_at: NOW })
    .where('id', '=', id)
    .where((where) =>
      where.or([
        where('last_used_at', 'is', null),
        where('last_used_at', '<=', sql<Date>`${NOW} - ${USE_INTERVAL_MS} * interval '1 millisecond'`),
      ]),
    )
    .execute();
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function toStoredKey({ id, name, sees, created_at, last_used_at, revoked_at }: Selectable<KeysTable>): StoredKey {
  return {
    id,
    name,
    sees: sees as VisibleRuns,
    created_at: created_at.toISOString(),
    last_used_at: last_used_at?.toISOString() ?? null,
    revoked_at: revoked_at?.toISOString() ?? null,
  };
}
