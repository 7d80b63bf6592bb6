import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunFilter } from '../run-store.ts';
import type { Storage } from '../storage.ts';
import { COMPLETED, newRun } from './sample-runs.ts';
import type { TestDatabase } from './test-database.ts';

/** Listing and filtering runs, on every database. */
export function listConformance(makeDatabase: () => Promise<TestDatabase>): void {
  describe('the list of runs', () => {
    let database: TestDatabase;
    let storage: Storage;
    const made: string[] = [];
    beforeAll(async () => {
      database = await makeDatabase();
      storage = await database.open();
      for (let at = 0; at < 30; at++) {
        const run = newRun({ run_id: `run-${at}`, directive: `Cancel order #${at} at 50%`, playbook: at % 2 === 0 ? 'even' : 'odd' });
        await storage.runs.create(run);
        if (at % 3 === 0) await storage.runs.finish(run.run_id, COMPLETED);
        made.unshift(run.run_id);
      }
    });
    afterAll(async () => {
      await storage.close();
      await database.remove();
    });

    const list = async (filter: Partial<RunFilter> = {}) =>
      (await storage.runs.list({ limit: 200, ...filter })).runs.map((run) => run.run_id);

    it('starts with the newest', async () => {
      expect(await list()).toEqual(made);
      expect((await storage.runs.list({ limit: 30 })).next_cursor).toBeNull();
    });

    it('comes in pages without gaps or repetitions while runs are added', async () => {
      const burst = Array.from({ length: 40 }, (_, at) => newRun({ run_id: `burst-${at}`, playbook: 'burst' }));
      await Promise.all(burst.map((run) => storage.runs.create(run)));
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await storage.runs.list({ limit: 7, playbook: 'burst', cursor: cursor ?? undefined });
        seen.push(...page.runs.map((run) => run.run_id));
        cursor = page.next_cursor;
        await storage.runs.create(newRun({ playbook: 'burst' }));
      } while (cursor !== null);
      expect(seen.toSorted()).toEqual(burst.map((run) => run.run_id).toSorted());
    });

    it('shows the runs of one owner, in pages', async () => {
      const own = ['a', 'b', 'c'].map((name) => newRun({ run_id: `own-${name}`, owner: 'key-1', playbook: 'owned' }));
      for (const run of [...own, newRun({ owner: 'key-2', playbook: 'owned' })]) await storage.runs.create(run);
      const first = await storage.runs.list({ owner: 'key-1', limit: 2 });
      const rest = await storage.runs.list({ owner: 'key-1', limit: 2, cursor: first.next_cursor ?? '' });
      expect([...first.runs, ...rest.runs].map(({ run_id, owner }) => [run_id, owner])).toEqual(
        own.toReversed().map(({ run_id }) => [run_id, 'key-1']),
      );
      expect(rest.next_cursor).toBeNull();
      expect(await list({ playbook: 'owned' })).toHaveLength(4);
    });

    it('applies its filters', async () => {
      expect(await list({ playbook: 'odd', status: ['queued'] })).toEqual(made.filter((id) => [1, 5].includes(Number(id.slice(4)) % 6)));
      expect(await list({ status: ['completed', 'failed'] })).toEqual(made.filter((id) => Number(id.slice(4)) % 3 === 0));
      expect(await list({ text: 'ORDER #7' })).toEqual(['run-7']);
      expect(await list({ text: '#7 at 50%' })).toEqual(['run-7']);
      expect(await list({ text: '#7%' })).toEqual([]);
      expect(await list({ text: '_ancel order #7' })).toEqual([]);
      expect(await list({ text: '\\' })).toEqual([]);
      expect(await list({ text: 'order\0', playbook: 'even' })).toEqual([]);
      expect(await list({ playbook: 'even\0' })).toEqual([]);
      expect(await list({ text: "'; drop table runs" })).toEqual([]);
      const [from, to] = [(await storage.runs.get('run-10'))!.created_at, (await storage.runs.get('run-20'))!.created_at];
      const between = await list({ created_after: from, created_before: to });
      expect(between).toContain('run-10');
      expect(between).not.toContain('run-20');
      expect(between.every((id) => made.includes(id))).toBe(true);
    });

    it.each([
      'nonsense',
      '',
      Buffer.from('["2026-01-01","x"]').toString('base64url'),
      Buffer.from('[1e300,"x"]').toString('base64url'),
      Buffer.from('[1,"x\\u0000"]').toString('base64url'),
    ])('refuses a cursor that no list returned: %j', async (cursor) => {
      await expect(storage.runs.list({ limit: 10, cursor })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    });
  });
}
