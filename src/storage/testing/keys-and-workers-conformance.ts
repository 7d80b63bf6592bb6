import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSqlKeyStore } from '../sql-key-store.ts';
import { createSqlWorkerStore } from '../sql-worker-store.ts';
import type { TestDatabase } from './test-database.ts';

/** API keys and workers, on every database. */
export function keysAndWorkersConformance(makeDatabase: () => Promise<TestDatabase>): void {
  describe('keys and workers', () => {
    let database: TestDatabase;
    let internals: Awaited<ReturnType<TestDatabase['openInternals']>>;
    beforeAll(async () => {
      database = await makeDatabase();
      internals = await database.openInternals();
    });
    afterAll(async () => {
      await internals.close();
      await database.remove();
    });

    it('accepts a key until it is revoked, and stores no part of it', async () => {
      const keys = createSqlKeyStore(internals.db);
      const { key, stored } = await keys.create(' ci ');
      expect(key).toMatch(/^rote_[0-9a-f]{12}_[\w-]{43}$/);
      expect(stored).toMatchObject({ name: 'ci', revoked_at: null, last_used_at: null });
      expect((await keys.check(key))?.id).toBe(stored.id);
      const rows = JSON.stringify(await internals.db.selectFrom('api_keys').selectAll().execute());
      expect(rows).not.toContain(key.slice(-43));
      expect(rows).toContain(stored.id);

      const [other] = [await keys.create('other')];
      const mixed = `rote_${other.stored.id}_${key.slice(-43)}`;
      for (const wrong of [mixed, `${key}x`, key.slice(0, -1), key.toUpperCase(), '', 'rote_', `${key}\0`]) {
        expect(await keys.check(wrong), wrong).toBeUndefined();
      }
      expect(await keys.revoke(stored.id)).toBe(true);
      expect(await keys.check(key)).toBeUndefined();
      expect(await keys.revoke(stored.id)).toBe(false);
      expect(await keys.check(other.key)).toBeDefined();
      expect((await keys.list()).map(({ name, revoked_at }) => [name, revoked_at !== null])).toEqual([
        ['ci', true],
        ['other', false],
      ]);
    });

    it('shows a key its own runs, unless it was made for all', async () => {
      const keys = createSqlKeyStore(internals.db);
      const made = [await keys.create('of one client'), await keys.create('of an operator', 'all')];
      expect(made.map(({ stored }) => stored.sees)).toEqual(['own', 'all']);
      expect(await Promise.all(made.map(async ({ key }) => (await keys.check(key))?.sees))).toEqual(['own', 'all']);
      expect(await Promise.all(made.map(({ stored }) => keys.seenBy(stored.id)))).toEqual(['own', 'all']);
      expect(await keys.seenBy('0123456789ab')).toBeUndefined();
    });

    it('gives a name to one active key at a time', async () => {
      const keys = createSqlKeyStore(internals.db);
      const made = await Promise.allSettled([keys.create('deploy'), keys.create('deploy')]);
      expect(made.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
      await expect(keys.create('deploy')).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(await keys.revoke('deploy')).toBe(true);
      await keys.create('deploy');
      for (const name of ['', ' ', 'a'.repeat(101), 'line\nbreak', 'ab12cd34ef56'])
        await expect(keys.create(name), name).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    });

    it('records the last use of a key once a minute at most', async () => {
      const keys = createSqlKeyStore(internals.db);
      const { key, stored } = await keys.create('busy');
      const lastUse = async () => (await keys.list()).find(({ id }) => id === stored.id)?.last_used_at;
      await keys.check(key);
      const first = await lastUse();
      expect(first).toEqual(expect.any(String));
      await keys.check(key);
      expect(await lastUse()).toBe(first);
      await internals.db
        .updateTable('api_keys')
        .set({ last_used_at: new Date(Date.parse(first!) - 61_000) })
        .where('id', '=', stored.id)
        .execute();
      await keys.check(key);
      expect(Date.parse((await lastUse())!)).toBeGreaterThanOrEqual(Date.parse(first!));
    });

    it('lists a worker while it beats, and reports it as silent after a while', async () => {
      const workers = createSqlWorkerStore(internals.db);
      const worker = { id: 'w1', host: 'here', pid: 1, started: '1', capacity: 4, version: '1.0.0' };
      await workers.register(worker);
      await workers.register({ ...worker, capacity: 8 });
      expect(await workers.list()).toEqual([{ ...worker, capacity: 8, seen_at: expect.any(String) }]);
      expect(await workers.silent(10_000)).toEqual([]);
      await internals.db.updateTable('workers').set({ seen_at: sql<Date>`clock_timestamp() - interval '11 seconds'` }).execute();
      expect((await workers.silent(10_000)).map(({ id }) => id)).toEqual(['w1']);
      expect(await workers.beat('w1')).toBe(true);
      expect(await workers.silent(10_000)).toEqual([]);
      await workers.remove('w1');
      expect(await workers.beat('w1')).toBe(false);
      expect(await workers.list()).toEqual([]);
    });
  });
}
