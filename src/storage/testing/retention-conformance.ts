import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noDeadline } from '../../base/index.ts';
import { retain } from '../retain.ts';
import type { Storage } from '../storage.ts';
import { COMPLETED, newRun, notice, numbered } from './sample-runs.ts';
import type { TestDatabase } from './test-database.ts';

/** Removal of runs that are too old or too large, on every database. */
export function retentionConformance(makeDatabase: () => Promise<TestDatabase>): void {
  describe('retention', () => {
    let database: TestDatabase;
    let storage: Storage;
    beforeAll(async () => {
      database = await makeDatabase();
      storage = await database.open();
    });
    afterAll(async () => {
      await storage.close();
      await database.remove();
    });
    beforeEach(async () => {
      for (const { run_id } of (await storage.runs.list({ limit: 200 })).runs) await storage.runs.remove(run_id);
    });

    const folderOf = (runId: string) => join(database.folder, 'runs', runId);
    const kept = async (bytes: number) => {
      const { run_id } = newRun();
      await storage.runs.create(newRun({ run_id }));
      await storage.runs.claim(run_id, 'w');
      await storage.runs.finish(run_id, COMPLETED);
      await mkdir(folderOf(run_id), { recursive: true });
      await writeFile(join(folderOf(run_id), 'manifest.json'), '{}');
      await storage.artifacts.commit(run_id, folderOf(run_id), ['manifest.json'], noDeadline);
      const artifacts = [{ path: 'manifest.json', kind: 'manifest' as const, bytes, sha256: '0' }];
      await storage.runs.persist(run_id, { events: numbered(notice('a')), artifacts, report: null });
      return run_id;
    };
    const isThere = (path: string) =>
      access(path).then(
        () => true,
        () => false,
      );
    const left = async () => (await storage.runs.list({ limit: 200 })).runs.map((run) => run.run_id).toSorted();

    it('removes files, index and row of a run that ended too long ago', async () => {
      const old = await kept(1);
      await storage.runs.create(newRun({ run_id: 'waiting' }));
      const open = newRun();
      await storage.runs.create(open);
      await storage.runs.claim(open.run_id, 'w');
      await storage.runs.finish(open.run_id, COMPLETED);
      expect(await retain(storage, { maxAgeDays: 1 }, noDeadline)).toBe(0);
      expect(await storage.runs.expired({ endedBefore: new Date(Date.now() + 60_000).toISOString() })).toEqual([old]);
      expect(await retain(storage, { maxAgeDays: -1 }, noDeadline)).toBe(1);
      expect(await left()).toEqual([open.run_id, 'waiting'].toSorted());
      expect(await isThere(folderOf(old))).toBe(false);
      expect(await storage.runs.events(old, 0, 10)).toEqual([]);
      expect(await storage.runs.artifacts(old)).toEqual([]);
    });

    it('removes the oldest runs while all files together are too large, and no run without files', async () => {
      const stopped = newRun();
      await storage.runs.create(stopped);
      await storage.runs.requestStop(stopped.run_id);
      const [oldest, older, newest] = [await kept(40), await kept(40), await kept(40)];
      expect(await retain(storage, { maxBytes: 120 }, noDeadline)).toBe(0);
      expect(await retain(storage, { maxBytes: 100 }, noDeadline)).toBe(1);
      expect(await left()).toEqual([stopped.run_id, older, newest].toSorted());
      expect(await retain(storage, { maxBytes: 0 }, noDeadline)).toBe(2);
      expect(await left()).toEqual([stopped.run_id]);
      expect(await isThere(folderOf(oldest))).toBe(false);
    });

    it('keeps a run whose files cannot be removed, and goes on with the others', async () => {
      const [stuck, other] = [await kept(1), await kept(1)];
      const artifacts: Storage['artifacts'] = {
        ...storage.artifacts,
        remove: (runId, deadline) => (runId === stuck ? Promise.reject(new Error('busy')) : storage.artifacts.remove(runId, deadline)),
      };
      expect(await retain({ runs: storage.runs, artifacts }, { maxAgeDays: -1 }, noDeadline)).toBe(1);
      expect(await left()).toEqual([stuck]);
      expect(await isThere(folderOf(other))).toBe(false);
    });

    it('removes more runs than one round holds', async () => {
      const runs = Array.from({ length: 130 }, () => newRun());
      await Promise.all(runs.map((run) => storage.runs.create(run)));
      await Promise.all(runs.map((run) => storage.runs.requestStop(run.run_id)));
      expect(await retain(storage, { maxAgeDays: -1 }, noDeadline)).toBe(130);
      expect(await left()).toEqual([]);
    });
  });
}
