import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../base/index.ts';
import { openQueue } from '../queue/pg-boss-queue.ts';
import { createSqlRunStore } from '../runs/sql-run-store.ts';
import { COMPLETED, FAILED, newRun } from './sample-runs.ts';
import { startProcess } from './start-process.ts';
import type { TestDatabase } from './test-database.ts';
import { until } from './until.ts';

/** Handing out runs and webhooks, on every database. */
export function queueConformance(makeDatabase: () => Promise<TestDatabase>): void {
  describe('the queue', () => {
    let database: TestDatabase;
    beforeEach(async () => {
      database = await makeDatabase();
    });
    afterEach(() => database.remove());

    const create = async (runs: { create(run: ReturnType<typeof newRun>): Promise<unknown> }, count: number) => {
      const ids: string[] = [];
      for (let at = 0; at < count; at++) {
        const run = newRun({ run_id: `run-${at}` });
        await runs.create(run);
        ids.push(run.run_id);
      }
      return ids;
    };

    it('never hands out more runs than the capacity, while other workers take the rest [SERVICE-16]', async () => {
      const storage = await database.open();
      const ids = await create(storage.runs, 7);
      const held: string[] = [];
      const { promise: gate, resolve: open } = Promise.withResolvers<void>();
      await storage.queue.takeRuns(2, async ({ run_id }) => {
        held.push(run_id);
        await gate;
      });
      await until('both slots are taken', async () => held.length === 2 || undefined);
      expect(held.toSorted()).toEqual(ids.slice(0, 2));
      const others: string[] = [];
      const other = await storage.queue.takeRuns(1, async ({ run_id }) => {
        others.push(run_id);
      });
      await until('the other worker took some of the rest', async () => others.length >= 3 || undefined);
      await other.stop();
      expect(held).toHaveLength(2);
      open();
      await until('all were handed out', async () => held.length + others.length === 7 || undefined);
      expect([...held, ...others].toSorted()).toEqual(ids);
      await storage.close();
    });

    it('hands out runs in the order of their creation', async () => {
      const storage = await database.open();
      const ids = await create(storage.runs, 4);
      const begun: string[] = [];
      await storage.queue.takeRuns(1, async ({ run_id }) => {
        begun.push(run_id);
      });
      await until('all were handed out', async () => begun.length === 4 || undefined);
      expect(begun).toEqual(ids);
      await storage.close();
    });

    it('announces new runs, and hands none out twice to several takers', async () => {
      const storage = await database.open();
      const begun: string[] = [];
      const handle = async ({ run_id }: { run_id: string }) => {
        begun.push(run_id);
      };
      await Promise.all([storage.queue.takeRuns(3, handle), storage.queue.takeRuns(3, handle)]);
      const ids = Array.from({ length: 20 }, (_, at) => `run-${at}`);
      await Promise.all(ids.map((run_id) => storage.runs.create(newRun({ run_id }))));
      await until('all were handed out', async () => begun.length >= 20 || undefined);
      expect(begun.toSorted()).toEqual(ids.toSorted());
      await storage.close();
    });

    it('begins nothing for a taker that stops, lets it finish what it has, and leaves the rest to others', async () => {
      const internals = await database.openInternals();
      await create(internals.runs, 1);
      let begun = 0;
      let signal: AbortSignal | undefined;
      const { promise: gate, resolve: open } = Promise.withResolvers<void>();
      const first = await internals.jobs.takeRuns(2, async (run) => {
        begun += 1;
        signal = run.signal;
        await gate;
      });
      await until('the first has begun', async () => begun === 1 || undefined);
      await first.stop();
      await internals.runs.create(newRun({ run_id: 'after' }));
      const job = async (runId: string) => {
        const found = await sql<{ state: string; heartbeat: Date | null }>`
          select state, heartbeat_on as heartbeat from pgboss.job where data ->> 'run_id' = ${runId} order by created_on desc limit 1`.execute(
          internals.db,
        );
        return found.rows[0];
      };
      // The job's heartbeat goes on, though its taker takes no more.
      const before = (await job('run-0'))?.heartbeat;
      await until('a heartbeat', async () => (await job('run-0'))?.heartbeat?.getTime() !== before?.getTime() || undefined);
      expect(await job('run-0')).toMatchObject({ state: 'active' });
      expect(signal?.aborted).toBe(false);
      expect(begun).toBe(1);
      const others: string[] = [];
      await internals.jobs.takeRuns(1, async ({ run_id }) => {
        others.push(run_id);
      });
      await until('the other taker has it', async () => others.length > 0 || undefined);
      expect(others).toEqual(['after']);
      open();
      await until('the first is done', async () => (await job('run-0'))?.state === 'completed' || undefined);
      await internals.close();
    });

    it('loses no run that arrives while its taker stops', async () => {
      const storage = await database.open();
      const begun: string[] = [];
      const ids: string[] = [];
      for (let round = 0; round < 25; round++) {
        let stopped = false;
        const late: string[] = [];
        const taking = await storage.queue.takeRuns(1, async ({ run_id }) => {
          (stopped ? late : begun).push(run_id);
        });
        const run = newRun();
        ids.push(run.run_id);
        await storage.runs.create(run);
        for (let turn = 0; turn < round; turn++) await setImmediate();
        await taking.stop();
        stopped = true;
        expect(late).toEqual([]);
      }
      await storage.queue.takeRuns(4, async ({ run_id }) => {
        begun.push(run_id);
      });
      await until('all were handed out', async () => begun.length >= ids.length || undefined);
      expect(begun.toSorted()).toEqual(ids.toSorted());
      await storage.close();
    });

    it('hands out again what a killed taker had not claimed, and never what it had [SERVICE-03]', async () => {
      const before = await database.open();
      await create(before.runs, 2);
      await before.close();
      const taker = startProcess('take', database);
      const printed = new Map<string, string>();
      while (printed.size < 2) {
        const [what = '', runId = ''] = String((await taker.lines.next()).value).split(' ');
        printed.set(what, runId);
      }
      await taker.kill();
      expect([...printed.keys()].toSorted()).toEqual(['claimed', 'taken']);

      const storage = await database.open({ restoreMs: 500 });
      const begun: string[] = [];
      await storage.queue.takeRuns(2, async ({ run_id }) => {
        begun.push(run_id);
        await storage.runs.claim(run_id, 'survivor');
      });
      await until('the unclaimed one was handed out', async () => begun.length > 0 || undefined);
      await storage.runs.create(newRun({ run_id: 'last' }));
      await until('the last one was handed out', async () => begun.includes('last') || undefined);
      expect(begun).toEqual([printed.get('taken'), 'last']);
      expect(await storage.runs.get(printed.get('claimed')!)).toMatchObject({ status: 'starting', worker: 'killed' });
      await storage.close();
    });

    it('finds a run whose job was lost, and hands it out before later runs', async () => {
      const internals = await database.openInternals();
      const [lost] = await create(internals.runs, 2);
      await sql`delete from pgboss.job where data ->> 'run_id' = ${lost}`.execute(internals.db);
      await internals.close();
      const storage = await database.open();
      const begun: string[] = [];
      await storage.queue.takeRuns(1, async ({ run_id }) => {
        begun.push(run_id);
      });
      await until('both were handed out', async () => begun.length === 2 || undefined);
      expect(begun).toEqual(['run-0', 'run-1']);
      await storage.close();
    });

    it('has no run without a job and no job without a run: a failed send rolls the run back', async () => {
      const internals = await database.openInternals();
      const broken = createSqlRunStore(internals.db, { ...internals.jobs.jobs, sendRun: () => Promise.reject(new Error('no queue')) });
      await expect(broken.create(newRun({ run_id: 'half' }))).rejects.toThrow('no queue');
      expect(await internals.runs.get('half')).toBeUndefined();
      const late = createSqlRunStore(internals.db, {
        ...internals.jobs.jobs,
        async sendRun(runId, transaction) {
          await internals.jobs.jobs.sendRun(runId, transaction);
          throw new Error('after the job');
        },
      });
      await expect(late.create(newRun({ run_id: 'half' }))).rejects.toThrow('after the job');
      const unannounced = createSqlRunStore(internals.db, {
        ...internals.jobs.jobs,
        async sendWebhook(runId, transaction) {
          await internals.jobs.jobs.sendWebhook(runId, transaction);
          throw new Error('after the webhook');
        },
      });
      const { rows: none } = await sql`select 1 from pgboss.job where name in ('rote-runs', 'rote-webhooks')`.execute(internals.db);
      expect(none).toEqual([]);
      await internals.runs.create(newRun({ run_id: 'told', sealed_webhook: 'sealed' }));
      await expect(unannounced.finish('told', COMPLETED)).rejects.toThrow('after the webhook');
      expect(await internals.runs.get('told')).toMatchObject({ status: 'queued', finished_at: null });
      const { rows } = await sql`select 1 from pgboss.job where name = 'rote-webhooks'`.execute(internals.db);
      expect(rows).toEqual([]);
      await internals.close();
    });

    it('erases the request however a run ends, and keeps the address of its webhook', async () => {
      const internals = await database.openInternals();
      for (const runId of ['done', 'raced', 'stopped', 'waits'])
        await internals.runs.create(newRun({ run_id: runId, sealed_webhook: 'sealed-address' }));
      await internals.runs.claim('done', 'w');
      await internals.runs.finish('done', COMPLETED);
      await internals.runs.claim('raced', 'w');
      await Promise.all([internals.runs.finish('raced', COMPLETED), internals.runs.finish('raced', FAILED)]);
      await internals.runs.requestStop('stopped');
      const rows = await internals.db.selectFrom('runs').select(['run_id', 'sealed', 'sealed_webhook']).orderBy('run_id').execute();
      expect(rows.map((row) => [row.run_id, row.sealed, row.sealed_webhook])).toEqual([
        ['done', null, 'sealed-address'],
        ['raced', null, 'sealed-address'],
        ['stopped', null, 'sealed-address'],
        ['waits', 'sealed-request', 'sealed-address'],
      ]);
      await internals.close();
    });

    it('retries a webhook until its limit, and marks the last attempt [SERVICE-11]', async () => {
      const storage = await database.open({ webhooks: { retryLimit: 2, retryDelay: 1, retryBackoff: false } });
      const attempts: { run_id: string; attempt: number; last: boolean }[] = [];
      await storage.queue.takeWebhooks(async (webhook) => {
        attempts.push(webhook);
        if (webhook.run_id === 'deaf' || webhook.attempt === 1) throw new Error('no answer');
      });
      for (const run_id of ['deaf', 'slow', 'silent']) {
        await storage.runs.create(newRun({ run_id, sealed_webhook: run_id === 'silent' ? null : 'sealed' }));
        await storage.runs.finish(run_id, COMPLETED);
        await storage.runs.finish(run_id, COMPLETED);
      }
      await until('the last attempt', async () => attempts.some(({ last }) => last) || undefined);
      expect(attempts.filter(({ run_id }) => run_id === 'deaf')).toEqual([
        { run_id: 'deaf', attempt: 1, last: false },
        { run_id: 'deaf', attempt: 2, last: false },
        { run_id: 'deaf', attempt: 3, last: true },
      ]);
      expect(attempts.filter(({ run_id }) => run_id !== 'deaf').map(({ run_id, attempt }) => [run_id, attempt])).toEqual([
        ['slow', 1],
        ['slow', 2],
      ]);
      await storage.close();
    });

    it('applies the settings of this version to a queue of an earlier one', async () => {
      const internals = await database.openInternals();
      const limit = async () =>
        (await sql<{ limit: number }>`select retry_limit as limit from pgboss.queue where name = 'rote-webhooks'`.execute(internals.db))
          .rows;
      await sql`update pgboss.queue set retry_limit = 1`.execute(internals.db);
      expect(await limit()).toEqual([{ limit: 1 }]);
      await internals.jobs.close();
      const again = await openQueue(internals.queue, silentLog);
      expect(await limit()).toEqual([{ limit: 8 }]);
      await again.close();
      await internals.close();
    });
  });
}
