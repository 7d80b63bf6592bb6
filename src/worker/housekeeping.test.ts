import { afterAll, beforeAll, expect, test } from 'vitest';
import { noDeadline, silentLog } from '../base/index.ts';
import { runHousekeeping } from './housekeeping.ts';
import { LiveRuns } from './live-runs.ts';
import { processRun } from './process-run.ts';
import { TestWorker } from './testing/test-worker.ts';

let worker: TestWorker;
beforeAll(async () => {
  worker = await TestWorker.open();
});
afterAll(() => worker.close());

test('removes ended runs once a limit is set, never queued ones', async () => {
  const ended = await worker.queued();
  const deps = worker.deps(async (sandbox) => {
    await worker.leaveFolder(sandbox.runId);
    sandbox.finish();
  });
  await processRun(deps, 'worker-1', ended, () => undefined, noDeadline);
  const waiting = await worker.queued();
  const clean = (maxBytes?: number) =>
    runHousekeeping({ ...deps, retention: maxBytes === undefined ? {} : { maxBytes } }, new LiveRuns(silentLog), noDeadline);
  const kept = async () => (await worker.storage.runs.list({ limit: 10 })).runs.map((run) => run.run_id).toSorted();
  await clean();
  expect(await kept()).toEqual([ended, waiting].toSorted());
  await clean(0);
  expect(await kept()).toEqual([waiting]);
});
