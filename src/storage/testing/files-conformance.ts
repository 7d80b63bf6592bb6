import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Storage } from '../storage.ts';
import { COMPLETED, newRun } from './sample-runs.ts';
import type { TestDatabase } from './test-database.ts';

const fileId = (digit: string) => `file_${digit.repeat(32)}`;
const LONG_AGO = '2020-01-01T00:00:00.000Z';
const TOMORROW = () => new Date(Date.now() + 86_400_000).toISOString();

/** Files that clients send for runs, on every database. */
export function filesConformance(makeDatabase: () => Promise<TestDatabase>): void {
  describe('files that clients send', () => {
    let database: TestDatabase;
    let storage: Storage;
    beforeEach(async () => {
      database = await makeDatabase();
      storage = await database.open();
    });
    afterEach(async () => {
      await storage.close();
      await database.remove();
    });

    const add = (digit: string, { owner = 'key-1', name = `${digit}.pdf` } = {}) =>
      storage.files.add({ id: fileId(digit), owner, name, bytes: 5_000_000_000, sha256: digit.repeat(64) });

    it('wait for a run of their owner, and each goes to one run', async () => {
      await add('a');
      await add('b');
      await add('c', { owner: 'key-2' });
      expect(await storage.files.waiting('key-1')).toEqual({ count: 2, bytes: 10_000_000_000 });
      const [foreign, first] = [
        newRun({ owner: 'key-1', files: [fileId('a'), fileId('c')] }),
        newRun({ owner: 'key-1', files: [fileId('a')] }),
      ];
      expect(await storage.runs.create(foreign)).toEqual({ kind: 'no_file', missing: [fileId('c')], sameName: undefined });
      expect(await storage.runs.get(foreign.run_id)).toBeUndefined();
      expect(await storage.runs.create(first)).toMatchObject({ kind: 'created' });
      expect(await storage.files.ofRun(first.run_id)).toMatchObject([
        { id: fileId('a'), name: 'a.pdf', owner: 'key-1', bytes: 5_000_000_000 },
      ]);
      expect(await storage.files.waiting('key-1')).toEqual({ count: 1, bytes: 5_000_000_000 });
      expect(await storage.runs.create(newRun({ owner: 'key-1', files: [fileId('a')] }))).toMatchObject({ kind: 'no_file' });
    });

    it('go to one of many runs that want them at the same time', async () => {
      await add('a');
      const runs = Array.from({ length: 10 }, () => newRun({ owner: 'key-1', files: [fileId('a')] }));
      const kinds = (await Promise.all(runs.map((run) => storage.runs.create(run)))).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'created')).toHaveLength(1);
    });

    it('are not taken again by a request that is repeated', async () => {
      await add('a');
      const idempotency = { key: 'once', fingerprint: 'f'.repeat(64) };
      const asked = () => storage.runs.create(newRun({ owner: 'key-1', files: [fileId('a')], idempotency }));
      expect([(await asked()).kind, (await asked()).kind]).toEqual(['created', 'repeated']);
    });

    it('need different names within a run', async () => {
      await add('a', { name: 'same.pdf' });
      await add('b', { name: 'same.pdf' });
      const run = newRun({ owner: 'key-1', files: [fileId('a'), fileId('b')] });
      expect(await storage.runs.create(run)).toEqual({ kind: 'no_file', missing: [], sameName: 'same.pdf' });
      expect(await storage.files.waiting('key-1')).toMatchObject({ count: 2 });
    });

    it('expire when their run has ended or was removed, or when no run takes them', async () => {
      for (const digit of ['a', 'b', 'c']) await add(digit);
      const [ended, removed] = [newRun({ owner: 'key-1', files: [fileId('a')] }), newRun({ owner: 'key-1', files: [fileId('b')] })];
      for (const run of [ended, removed]) await storage.runs.create(run);
      expect(await storage.files.expired(LONG_AGO)).toEqual([]);
      await storage.runs.finish(ended.run_id, COMPLETED);
      await storage.runs.remove(removed.run_id);
      expect((await storage.files.expired(LONG_AGO)).toSorted()).toEqual([fileId('a'), fileId('b')]);
      expect((await storage.files.expired(TOMORROW())).toSorted()).toEqual([fileId('a'), fileId('b'), fileId('c')]);
      await storage.files.remove(fileId('a'));
      expect(await storage.files.expired(LONG_AGO)).toEqual([fileId('b')]);
    });
  });
}
