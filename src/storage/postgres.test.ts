import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../../tests/support/postgres.ts';
import { queueConformance } from './testing/queue-conformance.ts';
import { COMPLETED, newRun } from './testing/sample-runs.ts';
import { storageConformance } from './testing/storage-conformance.ts';
import { type TestDatabase, testDatabase } from './testing/test-database.ts';
import { until } from './testing/until.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

const makeDatabase = async () => testDatabase({ databaseUrl: await postgres.createDatabase(), dataFolder: postgres.dataFolder });

storageConformance(makeDatabase);
queueConformance(makeDatabase);

describe('several processes on one Postgres', () => {
  const withDatabase = async (work: (database: TestDatabase) => Promise<void>) => {
    const database = await makeDatabase();
    await work(database).finally(() => database.remove());
  };

  it('migrate an empty database at the same time', () =>
    withDatabase(async (database) => {
      const all = await Promise.all(Array.from({ length: 5 }, () => database.open()));
      const runs = await Promise.all(all.map((storage) => storage.runs.create(newRun())));
      expect(runs.every(({ kind }) => kind === 'created')).toBe(true);
      await Promise.all(all.map((storage) => storage.close()));
    }));

  it('share runs and keys: each run is handed out once, and a key that one revokes is refused by the other at once [SERVICE-12]', () =>
    withDatabase(async (database) => {
      const [api, worker] = [await database.open(), await database.open()];
      const begun: string[] = [];
      const handle = async ({ run_id }: { run_id: string }) => {
        begun.push(run_id);
      };
      await Promise.all([api.queue.takeRuns(2, handle), worker.queue.takeRuns(2, handle)]);
      const runs = Array.from({ length: 12 }, () => newRun());
      await Promise.all(runs.map((run) => api.runs.create(run)));
      await until('all were handed out', async () => begun.length >= runs.length || undefined);
      expect(begun.toSorted()).toEqual(runs.map((run) => run.run_id).toSorted());
      const { key, stored } = await api.keys.create('shared');
      expect(await worker.keys.check(key)).toBeDefined();
      await api.keys.revoke(stored.id);
      expect(await worker.keys.check(key)).toBeUndefined();
      await Promise.all([api.close(), worker.close()]);
    }));

  it('go on after the server was killed and restarted, with everything that was acknowledged [SERVICE-06]', () =>
    withDatabase(async (database) => {
      const storage = await database.open();
      const before = newRun();
      await storage.runs.create(before);
      await storage.runs.finish(before.run_id, COMPLETED);
      await postgres.restart();
      const after = newRun();
      await until('it can be written again', () => storage.runs.create(after).catch(() => undefined));
      expect(await storage.runs.get(before.run_id)).toMatchObject({ status: 'completed' });
      const begun: string[] = [];
      await storage.queue.takeRuns(2, async ({ run_id }) => {
        begun.push(run_id);
        await storage.runs.claim(run_id, 'w');
      });
      await until('the new one was handed out', async () => begun.includes(after.run_id) || undefined);
      await storage.close();
    }));

  it.each(['postgres://rote:hunter2@127.0.0.1:1/none', 'postgres://rote:hunter2@[', 'nonsense://hunter2'])(
    'report that %s cannot be reached, without its password',
    async (databaseUrl) => {
      const database = await testDatabase({ databaseUrl, dataFolder: '' });
      const failed = await database.open().catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 'SETUP_FAILED', message: expect.stringContaining('--database-url') });
      expect(String(failed)).not.toContain('hunter2');
      await database.remove();
    },
  );
});
