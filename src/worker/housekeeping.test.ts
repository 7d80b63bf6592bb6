import { afterAll, beforeAll, expect, test } from 'vitest';
import { noDeadline, silentLog } from '../base/index.ts';
import { keepHouse } from './housekeeping.ts';
import { LiveRuns } from './live-runs.ts';
import { carryOutRun } from './process-run.ts';
import { TestWorker } from './testing/test-worker.ts';

let worker: TestWorker;
beforeAll(async () => {
  worker = await TestWorker.open();
});
afterAll(() => worker.close());

test('nothing is removed unless a limit is set; then ended runs go, and those that wait stay', async () => {
  const ended = await worker.queued();
  const deps = worker.deps(async (sandbox) => {
    await worker.leaveFolder(sandbox.runId);
    sandbox.finish();
  });
  await carryOutRun(deps, 'worker-1', ended, () => undefined, noDeadline);
  const waiting = await worker.queued();
  const house = (maxBytes?: number) =>
    keepHouse({ ...deps, retention: maxBytes === undefined ? {} : { maxBytes } }, new LiveRuns(silentLog), noDeadline);
  const kept = async () => (await worker.storage.runs.list({ limit: 10 })).runs.map((run) => run.run_id).toSorted();
  await house();
  expect(await kept()).toEqual([ended, waiting].toSorted());
  await house(0);
  expect(await kept()).toEqual([waiting]);
});
