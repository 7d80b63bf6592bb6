import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identifyProcess, noDeadline, type ProcessIdentity } from '../base/index.ts';
import { takeOver } from './take-over.ts';
import { TestWorker } from './testing/test-worker.ts';

let worker: TestWorker;
let dead: ProcessIdentity;
beforeAll(async () => {
  worker = await TestWorker.open();
  const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1e6)'], { stdio: 'ignore' });
  dead = await identifyProcess(child.pid);
  child.kill('SIGKILL');
  await once(child, 'exit');
});
afterAll(() => worker.close());

let workers = 0;
/** A worker of this identity with one run that it claimed. */
async function workerWithRun(identity: ProcessIdentity): Promise<{ id: string; runId: string }> {
  const id = `worker-${++workers}`;
  await worker.storage.workers.register({ id, capacity: 1, version: '0', ...identity });
  const runId = await worker.queued();
  await worker.storage.runs.claim(runId, id);
  return { id, runId };
}
const known = async (id: string) => (await worker.storage.workers.list()).some((one) => one.id === id);
const noRuns = () => worker.deps(() => undefined);
const notOurs = () => false;

describe('a worker of this host whose process is gone', () => {
  test('its run ends as WORKER_LOST, is committed and is not started again; the worker is forgotten [SERVICE-04]', async () => {
    const { id, runId } = await workerWithRun(dead);
    const deps = noRuns();
    await takeOver(deps, 'self', notOurs, noDeadline);
    expect(await worker.storage.runs.get(runId)).toMatchObject({
      status: 'failed',
      error: { code: 'WORKER_LOST' },
      persisted_at: expect.any(String),
    });
    expect(await worker.storage.runs.events(runId, 0, 10)).toMatchObject([{ type: 'complete', status: 'failed' }]);
    expect(deps.provider.started).toEqual([]);
    expect(await known(id)).toBe(false);
  });

  test('a run whose folder says how it ended ends so', async () => {
    const { runId } = await workerWithRun(dead);
    await worker.leaveFolder(runId);
    await takeOver(noRuns(), 'self', notOurs, noDeadline);
    expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'completed', error: null });
  });

  test('a run that this process still supervises, under an older name of its own, is left alone', async () => {
    const { id, runId } = await workerWithRun(dead);
    await takeOver(noRuns(), 'self', (one) => one === runId, noDeadline);
    expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'starting' });
    expect(await known(id)).toBe(true);
  });

  test('never this worker itself', async () => {
    const { id, runId } = await workerWithRun(dead);
    await takeOver(noRuns(), id, notOurs, noDeadline);
    expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'starting' });
  });
});

test.each([
  ['', (one: ProcessIdentity) => one],
  [', also where the system does not report when a process started', (one: ProcessIdentity) => ({ ...one, started: '' })],
])('a worker that lives keeps its runs%s', async (_where, as) => {
  const { id, runId } = await workerWithRun(as(await identifyProcess()));
  await takeOver(noRuns(), 'self', notOurs, noDeadline);
  expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'starting' });
  expect(await known(id)).toBe(true);
});

test('of a silent worker of another host the run ends here, and its files wait for the next worker there', async () => {
  const { id, runId } = await workerWithRun({ ...dead, host: `not-${hostname()}` });
  const { workers: store } = worker.storage;
  const silent = async () => (await store.list()).filter((one) => one.id === id);
  const deps = worker.deps(() => undefined, { storage: { ...worker.storage, workers: { ...bound(store), silent } } });
  await takeOver(deps, 'self', notOurs, noDeadline);
  expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'failed', error: { code: 'WORKER_LOST' }, persisted_at: null });
  expect(await known(id)).toBe(true);
});

function bound(store: TestWorker['storage']['workers']): TestWorker['storage']['workers'] {
  return {
    register: (one) => store.register(one),
    beat: (id) => store.beat(id),
    list: () => store.list(),
    silent: (forMs) => store.silent(forMs),
    remove: (id) => store.remove(id),
  };
}
