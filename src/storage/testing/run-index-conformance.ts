import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../contract/index.ts';
import type { StoredArtifact } from '../run-store.ts';
import type { Storage } from '../storage.ts';
import { COMPLETED, completeEvent, FAILED, newReport, newRun, notice, numbered } from './sample-runs.ts';
import type { TestDatabase } from './test-database.ts';

/** Events, artifacts and counters of ended runs, on every database. */
export function runIndexConformance(makeDatabase: () => Promise<TestDatabase>): void {
  describe('the index of an ended run', () => {
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

    const ended = async (end = COMPLETED) => {
      const run = newRun();
      await storage.runs.create(run);
      await storage.runs.claim(run.run_id, 'w1');
      await storage.runs.finish(run.run_id, end);
      return run.run_id;
    };
    const persist = (runId: string, events: RunEvent[], artifacts: StoredArtifact[] = []) =>
      storage.runs.persist(runId, { events, artifacts, report: null });
    const eventsOf = (runId: string) => storage.runs.events(runId, 0, 10_000);
    const counters = async () =>
      new Map((await storage.runs.totals()).counters.map(({ name, labels, value }) => [`${name}${JSON.stringify(labels)}`, value]));
    const artifact = (path: string, bytes: number): StoredArtifact => ({ path, kind: 'download', bytes, sha256: 'a'.repeat(64) });

    it('returns events in order, from any id, in pages', async () => {
      const runId = await ended();
      const events = numbered(...Array.from({ length: 2_500 }, (_, at) => notice(`event ${at} \u0000 🚀`)), completeEvent('completed'));
      await persist(runId, events);
      expect(await eventsOf(runId)).toEqual(events);
      expect(await storage.runs.events(runId, 2_498, 2)).toEqual(events.slice(2_498, 2_500));
      expect(await storage.runs.events(runId, 2_501, 10)).toEqual([]);
    });

    const shown = (events: RunEvent[]) => events.map((event) => `${event.id} ${event.type === 'complete' ? event.status : event.type}`);

    it.each<[string, typeof COMPLETED, RunEvent[], string[]]>([
      ['that matches the run', COMPLETED, numbered(notice('a'), completeEvent('completed')), ['1 notice', '2 completed']],
      ['that contradicts the run', FAILED, numbered(notice('a'), completeEvent('completed')), ['1 notice', '2 failed']],
      ['that was never written', FAILED, numbered(notice('a'), notice('b')), ['1 notice', '2 notice', '3 failed']],
      ['without events before it', FAILED, [], ['1 failed']],
      ['followed by an event', COMPLETED, numbered(completeEvent('completed'), notice('late')), ['1 completed']],
      ['out of two', COMPLETED, numbered(notice('a'), completeEvent('failed'), completeEvent('completed')), ['1 notice', '2 completed']],
      [
        'among duplicate events',
        COMPLETED,
        [...numbered(notice('a')), ...numbered(notice('a'), completeEvent('completed'))],
        ['1 notice', '2 completed'],
      ],
    ])('has one end, that of the run: one %s', async (_what, end, events, expected) => {
      const runId = await ended(end);
      await persist(runId, events);
      const kept = await eventsOf(runId);
      expect(shown(kept)).toEqual(expected);
      const run = await storage.runs.get(runId);
      if (end === FAILED) expect(kept.at(-1)).toMatchObject({ summary: 'The worker is gone.', error: FAILED.error, at: run?.finished_at });
      // A reader who has seen the end sees the same one again, though there is a report by now.
      for (let time = 0; time < 2; time++) await storage.runs.persist(runId, { events, artifacts: [], report: newReport(runId) });
      expect(await eventsOf(runId)).toEqual(kept);
    });

    it('takes changes, and loses nothing to a writer that knows less', async () => {
      const runId = await ended(FAILED);
      await persist(runId, numbered(notice('the password is hunter2'), notice('b')));
      const first = await eventsOf(runId);
      expect(shown(first)).toEqual(['1 notice', '2 notice', '3 failed']);
      await persist(runId, numbered(notice('the password is [secret]')));
      expect(await eventsOf(runId)).toEqual([{ ...first[0], ...notice('the password is [secret]') }, ...first.slice(1)]);
      await persist(runId, []);
      expect(shown(await eventsOf(runId))).toEqual(['1 notice', '2 notice', '3 failed']);
      // The folder is found after all, and holds more events.
      await persist(runId, numbered(notice('a'), notice('b'), notice('c'), completeEvent('failed')));
      expect(shown(await eventsOf(runId))).toEqual(['1 notice', '2 notice', '3 notice', '4 failed']);
    });

    it('replaces the list of files, and records once when the run was persisted', async () => {
      const runId = await ended();
      await persist(runId, [], [artifact('downloads/b.csv', 5), artifact('a.txt', 3), artifact('a.txt', 3)]);
      const since = (await storage.runs.get(runId))?.persisted_at;
      expect(since).toEqual(expect.any(String));
      expect(await storage.runs.artifacts(runId)).toEqual([artifact('a.txt', 3), artifact('downloads/b.csv', 5)]);
      await persist(runId, [], [artifact('a.txt', 4)]);
      expect(await storage.runs.artifacts(runId)).toEqual([artifact('a.txt', 4)]);
      expect((await storage.runs.get(runId))?.persisted_at).toBe(since);
    });

    it('keeps the report, with the run’s end and playbook', async () => {
      const runId = await ended(FAILED);
      await storage.runs.persist(runId, { events: [], artifacts: [], report: newReport(runId) });
      const run = await storage.runs.get(runId);
      expect(run).toMatchObject({ status: 'failed', playbook: 'cancel_order', report: { status: 'failed', error: FAILED.error } });
    });

    it('does not exist for a run that has not ended or was removed', async () => {
      const run = newRun();
      await storage.runs.create(run);
      await expect(persist(run.run_id, numbered(notice('a')))).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(await eventsOf(run.run_id)).toEqual([]);
      const gone = await ended();
      await storage.runs.remove(gone);
      await persist(gone, numbered(notice('a')));
      expect(await eventsOf(gone)).toEqual([]);
      expect(await storage.runs.get(gone)).toBeUndefined();
    });

    it('counts an end and its report once, whenever the report comes', async () => {
      const before = await counters();
      const report = (runId: string) => newReport(runId, { duration_ms: 4_000 });
      const now = newRun();
      await storage.runs.create(now);
      await storage.runs.finish(now.run_id, { ...COMPLETED, report: report(now.run_id) });
      await storage.runs.finish(now.run_id, { ...COMPLETED, report: report(now.run_id) });
      const later = await ended();
      for (let time = 0; time < 2; time++) await storage.runs.finish(later, { ...COMPLETED, report: report(later) });
      const last = await ended(FAILED);
      for (let time = 0; time < 2; time++) await storage.runs.persist(last, { events: [], artifacts: [], report: report(last) });
      const after = await counters();
      const added = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
      expect(added('rote_runs_total{"error_code":"","status":"completed"}')).toBe(2);
      expect(added('rote_runs_total{"error_code":"WORKER_LOST","status":"failed"}')).toBe(1);
      expect(added('rote_run_duration_seconds_bucket{"le":"2.5"}')).toBe(0);
      expect(added('rote_run_duration_seconds_bucket{"le":"5"}')).toBe(3);
      expect(added('rote_run_duration_seconds_bucket{"le":"+Inf"}')).toBe(3);
      expect(added('rote_run_duration_seconds_sum{}')).toBe(12);
      expect(added('rote_run_duration_seconds_count{}')).toBe(3);
      expect(added('rote_tokens_total{"kind":"input"}')).toBe(300);
      expect(added('rote_tokens_total{"kind":"output"}')).toBe(60);
      expect(added('rote_cost_usd_total{}')).toBe(1.5);
    });

    it('counts the events of a run once, even when several writers persist it at the same time', async () => {
      const before = await counters();
      const runId = await ended();
      const step = { step: 1, action: 'click', description: '', attempts: 1, duration_ms: 1 } as const;
      const events = numbered(
        { type: 'step', total: 2, result: { ...step, status: 'ok' } },
        { type: 'step', total: 2, result: { ...step, status: 'recovered' } },
        { type: 'action', number: 1, action: 'click', target: 'a', ok: true, text: '', url: '', duration_ms: 1 },
        { type: 'guard', where: 'network', verdict: 'blocked', reason: 'no' },
        { type: 'guard', where: 'page', verdict: 'widened', reason: 'yes' },
        { type: 'guard', where: 'stuck', verdict: 'stop', reason: 'again' },
        { type: 'handoff', step: 1, reason: 'lost', taken: true },
        { type: 'model', model: 'm', purpose: 'agent', ok: true, duration_ms: 1 },
        completeEvent('completed'),
      );
      await Promise.all([persist(runId, events), persist(runId, events), persist(runId, events)]);
      const after = await counters();
      const added = [...after].map(([name, value]) => [name, value - (before.get(name) ?? 0)] as const).filter(([, by]) => by !== 0);
      expect(Object.fromEntries(added)).toEqual({
        'rote_runs_total{"error_code":"","status":"completed"}': 1,
        'rote_steps_total{"status":"ok"}': 1,
        'rote_steps_total{"status":"recovered"}': 1,
        'rote_recoveries_total{}': 1,
        'rote_actions_total{"action":"click","ok":"true"}': 1,
        'rote_guard_blocks_total{"where":"network"}': 1,
        'rote_stuck_total{"verdict":"stop"}': 1,
        'rote_handoffs_total{"taken":"true"}': 1,
        'rote_model_calls_total{"model":"m","ok":"true"}': 1,
      });
    });

    it('is counted by status, and the counters outlive the runs', async () => {
      const { byStatus, counters: kept } = await storage.runs.totals();
      const runId = await ended();
      expect((await storage.runs.totals()).byStatus).toEqual({ ...byStatus, completed: byStatus.completed! + 1 });
      await storage.runs.remove(runId);
      const after = await storage.runs.totals();
      expect(after.byStatus).toEqual(byStatus);
      const total = (counts: typeof kept) =>
        counts.filter(({ name }) => name === 'rote_runs_total').reduce((sum, { value }) => sum + value, 0);
      expect(total(after.counters)).toBe(total(kept) + 1);
    });
  });
}
