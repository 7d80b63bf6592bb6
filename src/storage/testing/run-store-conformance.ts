import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noDeadline } from '../../base/index.ts';
import { type RunStatus, TERMINAL_STATUSES } from '../../contract/index.ts';
import type { Storage } from '../storage.ts';
import { COMPLETED, FAILED, newReport, newRun } from './sample-runs.ts';
import type { TestDatabase } from './test-database.ts';

/** Creating, claiming, stopping and ending runs, on every database. */
export function runStoreConformance(makeDatabase: () => Promise<TestDatabase>): void {
  describe('runs', () => {
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

    const created = async (change: Parameters<typeof newRun>[0] = {}) => {
      const run = newRun(change);
      await storage.runs.create(run);
      return run.run_id;
    };
    const claimed = async (worker = 'w1', change: Parameters<typeof newRun>[0] = {}) => {
      const runId = await created(change);
      await storage.runs.claim(runId, worker);
      return runId;
    };
    const statusOf = async (runId: string) => (await storage.runs.get(runId))?.status;

    it('are returned as they were created, whatever characters they contain', async () => {
      const directive = `Cancel "order" 'x'; drop table runs; -- \\ % _ ${'ä'.repeat(5_000)} 🚀 \n`;
      const config = { text: 'a\u0000b 🚀', nested: [{ deep: null }], big: 2 ** 40 };
      const run = newRun({ directive, config, playbook: 'cancel_order', traceparent: '00-ab-cd-01' });
      const before = Date.now();
      const made = await storage.runs.create(run);
      expect(made).toMatchObject({
        kind: 'created',
        run: { run_id: run.run_id, status: 'queued', directive, config, playbook: 'cancel_order' },
      });
      const found = await storage.runs.get(run.run_id);
      expect(found).toEqual('run' in made ? made.run : undefined);
      expect(found).not.toHaveProperty('sealed');
      expect(Math.abs(Date.parse(found!.created_at) - before)).toBeLessThan(60_000);
      expect(found).toMatchObject({ started_at: null, finished_at: null, persisted_at: null, worker: null, report: null, error: null });
      expect(await storage.runs.get('none')).toBeUndefined();
    });

    it('keep a directive that contains the one character Postgres cannot store', async () => {
      const runId = await created({ directive: 'a\0b' });
      expect((await storage.runs.get(runId))?.directive).toBe('a\u{FFFD}b');
    });

    it('are created once for fifty requests with one idempotency key, also after a restart [SERVICE-07]', async () => {
      const idempotency = { key: 'once', fingerprint: 'f'.repeat(64) };
      const all = await Promise.all(Array.from({ length: 50 }, () => storage.runs.create(newRun({ idempotency }))));
      expect(all.filter((one) => one.kind === 'created')).toHaveLength(1);
      expect(all.filter((one) => one.kind === 'repeated')).toHaveLength(49);
      const ids = new Set(all.map((one) => ('run' in one ? one.run.run_id : one.kind)));
      expect(ids.size).toBe(1);
      const [runId] = ids;

      await storage.close();
      storage = await database.open();
      expect(await storage.runs.create(newRun({ idempotency }))).toMatchObject({ kind: 'repeated', run: { run_id: runId } });
      const other = newRun({ idempotency: { ...idempotency, fingerprint: '0'.repeat(64) } });
      expect(await storage.runs.create(other)).toEqual({ kind: 'other_body', run_id: runId });
      expect(await storage.runs.get(other.run_id)).toBeUndefined();
      expect(await storage.runs.create(newRun({ owner: 'key-2', idempotency }))).toMatchObject({ kind: 'created' });
    });

    it('cannot take the id of another run', async () => {
      const runId = await created();
      expect(await storage.runs.create(newRun({ run_id: runId, directive: 'Other' }))).toEqual({ kind: 'taken', run_id: runId });
      expect((await storage.runs.get(runId))?.directive).toBe('Cancel order #12345');
    });

    it('are claimed by one of twenty workers', async () => {
      const runId = await created({ sealed: 'the request' });
      const workers = Array.from({ length: 20 }, (_, at) => `worker-${at}`);
      const claims = await Promise.all(workers.map((worker) => storage.runs.claim(runId, worker)));
      const [winner, ...more] = claims.filter((claim) => claim !== undefined);
      expect(more).toEqual([]);
      expect(winner).toMatchObject({ sealed: 'the request', run: { status: 'starting' } });
      expect((await storage.runs.get(runId))?.worker).toBe(winner!.run.worker);
      expect(await storage.runs.claim(runId, 'late')).toBeUndefined();
    });

    it('accept progress only from their own worker, until they have ended', async () => {
      const runId = await claimed('w1');
      await storage.runs.progress(runId, 'w2', { status: 'running', sandbox_url: 'http://evil' });
      expect(await storage.runs.get(runId)).toMatchObject({ status: 'starting', sandbox_url: null });
      await storage.runs.progress(runId, 'w1', { sandbox_url: 'http://127.0.0.1:1', status: 'running', playbook: 'p' });
      expect(await storage.runs.get(runId)).toMatchObject({ status: 'running', sandbox_url: 'http://127.0.0.1:1', playbook: 'p' });
      for (const status of ['queued', ...TERMINAL_STATUSES] as RunStatus[]) await storage.runs.progress(runId, 'w1', { status });
      expect(await statusOf(runId)).toBe('running');
      await storage.runs.finish(runId, COMPLETED);
      await storage.runs.progress(runId, 'w1', { status: 'running' });
      expect(await statusOf(runId)).toBe('completed');
    });

    it('record since when they have been unreachable', async () => {
      const runId = await claimed();
      await storage.runs.setActive(runId, false);
      const since = (await storage.runs.get(runId))?.inactive_since;
      expect(since).toEqual(expect.any(String));
      await storage.runs.setActive(runId, false);
      expect((await storage.runs.get(runId))?.inactive_since).toBe(since);
      await storage.runs.setActive(runId, true);
      expect((await storage.runs.get(runId))?.inactive_since).toBeNull();
    });

    it('end once: a hundred races of two ends [SERVICE-02]', async () => {
      const counted = async () =>
        (await storage.runs.totals()).counters.reduce((sum, { name, value }) => (name === 'rote_runs_total' ? sum + value : sum), 0);
      const before = await counted();
      for (let race = 0; race < 100; race++) {
        const runId = await claimed();
        const ends = race % 2 === 0 ? [COMPLETED, FAILED] : [FAILED, COMPLETED];
        const [one, other] = await Promise.all(ends.map((end) => storage.runs.finish(runId, end)));
        const run = await storage.runs.get(runId);
        expect(one).toEqual(other);
        expect(run).toEqual(one);
        expect(run?.error?.code).toBe(run?.status === 'completed' ? undefined : 'WORKER_LOST');
      }
      expect((await counted()) - before).toBe(100);
    });

    it('keeps its first end, and a later report only where it says the same [SERVICE-17]', async () => {
      const runId = await claimed();
      await storage.runs.finish(runId, FAILED);
      expect(await storage.runs.finish(runId, { ...COMPLETED, report: newReport(runId) })).toMatchObject({
        status: 'failed',
        report: null,
      });
      const late = newReport(runId, { status: 'failed', warnings: ['late'], error: { code: 'STEP_FAILED', message: 'Another error.' } });
      const run = await storage.runs.finish(runId, { status: 'failed', error: late.error, report: late });
      expect(run).toMatchObject({ error: FAILED.error, playbook: 'cancel_order', report: { warnings: ['late'], error: FAILED.error } });
      expect(await storage.runs.finish('none', COMPLETED)).toBeUndefined();
    });

    it('never have a report whose end differs from their own', async () => {
      const runId = await claimed();
      const run = await storage.runs.finish(runId, { ...FAILED, report: newReport(runId) });
      expect(run?.report).toMatchObject({ status: 'failed', error: FAILED.error });
    });

    it('are stopped at once while queued, with nothing left to run or persist', async () => {
      const runId = await created();
      const stopped = await storage.runs.requestStop(runId);
      expect(stopped).toMatchObject({ status: 'terminated', error: { code: 'RUN_TERMINATED' }, worker: null });
      expect(stopped?.persisted_at).toEqual(expect.any(String));
      expect(await storage.runs.claim(runId, 'w1')).toBeUndefined();
      expect(await storage.runs.requestStop(runId)).toEqual(stopped);
      expect(await storage.runs.requestStop('none')).toBeUndefined();
    });

    it('in progress record a stop, which their worker sees until they have ended', async () => {
      const runId = await claimed('stopping-worker');
      const first = await storage.runs.requestStop(runId);
      expect(first).toMatchObject({ status: 'starting', stop_requested_at: expect.any(String) });
      expect(await storage.runs.requestStop(runId)).toEqual(first);
      expect(await storage.runs.stopsWanted('stopping-worker')).toEqual([runId]);
      expect(await storage.runs.stopsWanted('another')).toEqual([]);
      await storage.runs.finish(runId, COMPLETED);
      expect(await storage.runs.stopsWanted('stopping-worker')).toEqual([]);
      expect(await storage.runs.requestStop(runId)).toMatchObject({ status: 'completed' });
    });

    it('are either stopped or claimed, never both: fifty races [SERVICE-09]', async () => {
      for (let race = 0; race < 50; race++) {
        const runId = await created();
        const calls = [() => storage.runs.requestStop(runId), () => storage.runs.claim(runId, 'racer')];
        if (race % 2 === 0) calls.reverse();
        await Promise.all(calls.map((call) => call()));
        const run = await storage.runs.get(runId);
        if (run?.status === 'terminated') expect(run.worker).toBeNull();
        else expect(run).toMatchObject({ status: 'starting', worker: 'racer', stop_requested_at: expect.any(String) });
      }
    });

    it('keep the address of their webhook after the request is erased', async () => {
      const runId = await claimed('w1', { sealed_webhook: 'sealed-address' });
      await storage.runs.finish(runId, COMPLETED);
      expect(await storage.runs.webhookOf(runId)).toMatchObject({ sealed: 'sealed-address', run: { status: 'completed' } });
      expect(await storage.runs.webhookOf(await claimed())).toBeUndefined();
      expect(await storage.runs.webhookOf('none')).toBeUndefined();
    });

    it('are unfinished until they have ended and are persisted', async () => {
      const worker = 'w-open';
      const [a, b] = [await claimed(worker), await claimed(worker)];
      const open = async () => (await storage.runs.unfinishedOf([worker, 'nobody'])).map((run) => run.run_id);
      expect(await open()).toEqual([a, b]);
      await storage.runs.finish(a, COMPLETED);
      expect(await open()).toEqual([a, b]);
      await storage.runs.persist(a, { events: [], artifacts: [], report: null });
      expect(await open()).toEqual([b]);
      expect(await storage.runs.unfinishedOf([])).toEqual([]);
    });

    it('are in a database that passes its check', async () => {
      await storage.check(noDeadline);
    });
  });
}
