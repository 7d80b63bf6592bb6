import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret, ServerKey } from '../../secrets/index.ts';
import { SCHEMA } from '../database/migrations.ts';
import { createSqlKeyStore } from '../sql-key-store.ts';
import { COMPLETED, newRun, notice, numbered } from './sample-runs.ts';
import { startProcess } from './start-process.ts';
import type { TestDatabase } from './test-database.ts';

/** Opening, closing and crash safety, on every database. */
export function openingConformance(makeDatabase: () => Promise<TestDatabase>): void {
  describe('a storage', () => {
    let database: TestDatabase;
    beforeEach(async () => {
      database = await makeDatabase();
    });
    afterEach(() => database.remove());

    it('refuses a database that a newer version migrated, every time', async () => {
      const internals = await database.openInternals();
      await internals.runs.create(newRun({ run_id: 'kept' }));
      const migrations = internals.db.withSchema(SCHEMA).withTables<{ kysely_migration: { name: string; timestamp: string } }>();
      await migrations.insertInto('kysely_migration').values({ name: '9999_future', timestamp: '2030' }).execute();
      await internals.close();
      for (let time = 0; time < 2; time++) {
        await expect(database.open()).rejects.toMatchObject({
          code: 'SETUP_FAILED',
          message: expect.stringMatching(/newer version of Rote \(9999_future\)/),
        });
      }
    });

    it('keeps what an earlier version stored: its keys see all runs, and runs know the key that named them', async () => {
      const earlier = await database.openInternals();
      const [{ stored }, named, plain] = [await createSqlKeyStore(earlier.db).create('from before'), newRun(), newRun()];
      await earlier.runs.create({ ...named, owner: stored.id, idempotency: { key: 'once', fingerprint: 'f'.repeat(64) } });
      await earlier.runs.create(plain);
      await earlier.db.schema.withSchema(SCHEMA).alterTable('runs').dropColumn('owner').execute();
      await earlier.db.schema.withSchema(SCHEMA).alterTable('api_keys').dropColumn('sees').execute();
      await earlier.db.schema.withSchema(SCHEMA).dropTable('files').execute();
      const migrations = earlier.db.withSchema(SCHEMA).withTables<{ kysely_migration: { name: string } }>();
      await migrations.deleteFrom('kysely_migration').where('name', '>', '0001_runs').execute();
      await earlier.close();
      const storage = await database.open();
      expect(await storage.keys.list()).toMatchObject([{ id: stored.id, sees: 'all' }]);
      expect(await storage.runs.get(named.run_id)).toMatchObject({ owner: stored.id });
      expect(await storage.runs.get(plain.run_id)).toMatchObject({ owner: '' });
      await storage.close();
    });

    it('migrates only when it is allowed to', async () => {
      await expect(database.open({ migrate: false })).rejects.toMatchObject({
        code: 'SETUP_FAILED',
        message: expect.stringContaining('older'),
      });
      await (await database.open()).close();
      const storage = await database.open({ migrate: false });
      expect(await storage.runs.create(newRun())).toMatchObject({ kind: 'created' });
      await storage.close();
      await storage.close();
    });

    it('releases everything when a part of it cannot be opened', async () => {
      await expect(database.open({ webhooks: { retryLimit: -1 } })).rejects.toMatchObject({ code: 'SETUP_FAILED' });
      await (await database.open()).close();
    });

    it('keeps every run that was acknowledged before its process was killed, three times over [SERVICE-01]', async () => {
      const acknowledged: string[] = [];
      for (let kill = 0; kill < 3; kill++) {
        const creator = startProcess('create', database);
        const read = async (enough: number) => {
          for (let count = 0; count < enough; count++) {
            const { value, done } = await creator.lines.next();
            if (done) return;
            acknowledged.push(value);
          }
        };
        await read(40 + kill);
        await creator.kill();
        // What it printed until it was dead counts as well.
        await read(Number.POSITIVE_INFINITY);
      }
      expect(acknowledged.length).toBeGreaterThanOrEqual(120);
      const storage = await database.open();
      const found = await Promise.all(acknowledged.map((runId) => storage.runs.get(runId)));
      expect(acknowledged.filter((_, at) => found[at]?.status !== 'queued')).toEqual([]);
      await storage.close();
    });

    it('holds no secret in plain text in any byte of its files [REDACT-08]', async () => {
      const storage = await database.open();
      const password = 'correct horse battery staple';
      const key = new ServerKey(new Secret('7'.repeat(64)));
      const directive = 'A directive that can be found';
      for (const runId of ['ends', 'waits']) {
        const sealed = key.encrypt(JSON.stringify({ credentials: { password } }), 'run', runId);
        const sealed_webhook = key.encrypt(`https://hooks.test/${password}`, 'webhook', runId);
        await storage.runs.create(newRun({ run_id: runId, directive, sealed, sealed_webhook }));
      }
      await storage.runs.claim('ends', 'w');
      await storage.runs.finish('ends', COMPLETED);
      await storage.runs.persist('ends', { events: numbered(notice('done')), artifacts: [], report: null });
      const { key: apiKey } = await storage.keys.create('ci');
      await storage.keys.check(apiKey);
      await storage.close();
      const bytes = await database.bytes();
      expect(bytes.includes(directive)).toBe(true);
      for (const secret of [password, apiKey.slice(-43)]) expect(bytes.includes(secret)).toBe(false);
    });
  });
}
