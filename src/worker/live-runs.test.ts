import { expect, test } from 'vitest';
import { silentLog } from '../base/index.ts';
import type { ErrorBody } from '../contract/index.ts';
import { MemorySandboxes } from '../sandbox/testing/memory-sandboxes.ts';
import { LiveRuns } from './live-runs.ts';
import { TestWorker } from './testing/test-worker.ts';

const LOST: ErrorBody = { code: 'WORKER_LOST', message: 'The worker ends.' };

/** A live run whose sandbox starts when the test says so. */
function liveRun(live: LiveRuns, runId: string) {
  const start = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const sandboxes = new MemorySandboxes(() => undefined);
  const tracked = live.track(runId, async (onSandbox) => {
    await start.promise;
    onSandbox(await sandboxes.start(TestWorker.start(runId)));
    await end.promise;
  });
  let hasEnded = false;
  void tracked.then(() => (hasEnded = true));
  return {
    started: async () => {
      start.resolve();
      while (sandboxes.started.length === 0) {
        if (hasEnded) throw new Error('the run ended before its sandbox started');
        await new Promise(setImmediate);
      }
      await new Promise(setImmediate);
      return sandboxes.started[0]!;
    },
    ended: () => {
      start.resolve();
      end.resolve();
      return tracked;
    },
  };
}

test.each<[string, (live: LiveRuns) => void, string[]]>([
  ['stop', (live) => live.stop('a'), ['stop']],
  ['stop twice', (live) => [live.stop('a'), live.stop('a')], ['stop']],
  ['halt', (live) => live.halt(LOST), ['halt WORKER_LOST']],
  ['halt of this run', (live) => live.halt(LOST, 'a'), ['halt WORKER_LOST']],
  ['halt of another run', (live) => live.halt(LOST, 'b'), []],
  ['stop, then halt', (live) => [live.stop('a'), live.halt(LOST)], ['halt WORKER_LOST']],
  ['stop of an unknown run', (live) => live.stop('nobody'), []],
])('passes on what was requested before the sandbox started: %s', async (_what, want, calls) => {
  const live = new LiveRuns(silentLog);
  const run = liveRun(live, 'a');
  want(live);
  expect((await run.started()).calls).toEqual(calls);
  await run.ended();
});

test('counts runs until their work has ended, and resolves `empty` after the last', async () => {
  const live = new LiveRuns(silentLog);
  const [a, b] = [liveRun(live, 'a'), liveRun(live, 'b')];
  let empty = false;
  const waited = live.empty().then(() => (empty = true));
  expect([live.count, live.ids(), live.has('a')]).toEqual([2, ['a', 'b'], true]);
  await a.ended();
  expect([live.count, live.has('a'), empty]).toEqual([1, false, false]);
  await b.ended();
  await waited;
  expect(live.count).toBe(0);
  await live.empty();
});

test('logs work that fails, and leaves the run to others', async () => {
  const errors: string[] = [];
  const live = new LiveRuns({ ...silentLog, error: (message) => void errors.push(message) });
  await live.track('a', () => Promise.reject(new Error('no')));
  expect([live.count, errors]).toEqual([0, [expect.stringContaining('left')]]);
});
