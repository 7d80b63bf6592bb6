import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Kysely, type Selectable, sql } from 'kysely';
import { RoteError } from '../contract/index.ts';
import { NOW } from './database/now.ts';
import type { KeysTable, Tables } from './database/schema.ts';
import type { KeyStore, StoredKey } from './key-store.ts';

const ID = /^[0-9a-f]{12}$/;
/** `rote_<id>_<256 random bits>` */
const KEY = /^rote_([0-9a-f]{12})_[\w-]{43}$/;
/** Once a minute is as exact as anybody needs the last use. */
const USE_NOTED_MS = 60_000;

export function createSqlKeyStore(db: Kysely<Tables>): KeyStore {
  return {
    async create(name) {
      const wanted = name.trim();
      // A name that looks like an id could be another key's.
      if (!/^[\w .@-]{1,100}$/.test(wanted) || ID.test(wanted))
        throw new RoteError(
          'VALIDATION_FAILED',
          'A key is named with letters, digits, spaces, dots, dashes, @ and underscores, at most 100, and not like an id.',
        );
      const id = randomBytes(6).toString('hex');
      const key = `rote_${id}_${randomBytes(32).toString('base64url')}`;
      const row = await db
        .insertInto('api_keys')
        .values({ id, name: wanted, hash: hashOf(key) })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst();
      if (row === undefined)
        throw new RoteError('CONFLICT', `There is a key "${wanted}" in force: revoke it first, or give the new one another name.`);
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
    async check(presented) {
      const id = KEY.exec(presented)?.[1];
      if (id === undefined) return undefined;
      const row = await db.selectFrom('api_keys').selectAll().where('id', '=', id).where('revoked_at', 'is', null).executeTakeFirst();
      if (row === undefined || !timingSafeEqual(Buffer.from(row.hash), Buffer.from(hashOf(presented)))) return undefined;
      if (row.last_used_at === null || Date.now() - row.last_used_at.getTime() > USE_NOTED_MS) await noteUse(db, id);
      return toStoredKey(row);
    },
  };
}

/** By the database's clock, so that a process whose own is wrong does not write at every use. */
async function noteUse(db: Kysely<Tables>, id: string): Promise<void> {
  await db
    .updateTable('api_keys')
    .set({ last_used_at: NOW })
    .where('id', '=', id)
    .where((where) =>
      where.or([
        where('last_used_at', 'is', null),
        where('last_used_at', '<=', sql<Date>`${NOW} - ${USE_NOTED_MS} * interval '1 millisecond'`),
      ]),
    )
    .execute();
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function toStoredKey({ id, name, created_at, last_used_at, revoked_at }: Selectable<KeysTable>): StoredKey {
  return {
    id,
    name,
    created_at: created_at.toISOString(),
    last_used_at: last_used_at?.toISOString() ?? null,
    revoked_at: revoked_at?.toISOString() ?? null,
  };
}
