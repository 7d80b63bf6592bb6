import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noDeadline } from '../base/index.ts';
import { type ErrorBody, RoteError } from '../contract/index.ts';
import type { MemorySandbox } from '../sandbox/testing/memory-sandboxes.ts';
import { Secret, ServerKey } from '../secrets/index.ts';
import type { Storage } from '../storage/index.ts';
import { carryOutRun } from './process-run.ts';
import { TestWorker } from './testing/test-worker.ts';

const SELF = 'worker-1';

let worker: TestWorker;
beforeAll(async () => {
  worker = await TestWorker.open();
});
afterAll(() => worker.close());

const processRun = (deps: Parameters<typeof carryOutRun>[0], runId: string, onSandbox: (sandbox: unknown) => void = () => undefined) =>
  carryOutRun(deps, SELF, runId, onSandbox, noDeadline);

/** Plays a run that ends well. */
const endsWell = async (sandbox: MemorySandbox) => {
  sandbox.publish('running');
  await worker.leaveFolder(sandbox.runId);
  sandbox.publish('completed');
  sandbox.finish();
};

describe('claim', () => {
  test('a claimed run gets a sandbox, is committed as its folder says, and its sandbox is released after that', async () => {
    const runId = await worker.queued({ credentials: { password: 'p' } });
    const deps = worker.deps(endsWell);
    await processRun(deps, runId);
    const [sandbox] = deps.provider.started;
    expect(sandbox).toMatchObject({ runId, told: ['release'], start: { config: { credentials: { password: 'p' } } } });
    expect(await worker.storage.runs.get(runId)).toMatchObject({
      status: 'completed',
      worker: SELF,
      error: null,
      persisted_at: expect.any(String),
    });
    expect((await worker.storage.runs.events(runId, 0, 10)).at(-1)).toMatchObject({ type: 'complete', status: 'completed' });
    expect(existsSync(worker.folderOf(runId))).toBe(false);
  });

  test('of two workers one runs it', async () => {
    const runId = await worker.queued();
    const [one, other] = [worker.deps(endsWell), worker.deps(endsWell)];
    await Promise.all([processRun(one, runId), processRun(other, runId)]);
    expect(one.provider.started.length + other.provider.started.length).toBe(1);
  });

  test('a run that ended once is never started again [SERVICE-03]', async () => {
    const runId = await worker.queued();
    await processRun(
      worker.deps((sandbox) => sandbox.exit('SIGKILL')),
      runId,
    );
    const again = worker.deps(endsWell);
    await processRun(again, runId);
    expect(again.provider.started).toEqual([]);
    expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'failed', error: { code: 'SANDBOX_UNREACHABLE' } });
  });

  test('a run that was stopped while it waited is not started', async () => {
    const runId = await worker.queued();
    await worker.storage.runs.requestStop(runId);
    const deps = worker.deps(endsWell);
    await processRun(deps, runId);
    expect(deps.provider.started).toEqual([]);
    expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'terminated' });
  });

  test('a request that was sealed with another key fails before anything is started', async () => {
    const runId = await worker.queued({}, new ServerKey(new Secret('8'.repeat(64))));
    const deps = worker.deps(endsWell);
    await processRun(deps, runId);
    expect(deps.provider.started).toEqual([]);
    expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'failed', error: { code: 'SETUP_FAILED' } });
  });

  test('a sandbox that cannot be made fails the run, which can be read like any other', async () => {
    const runId = await worker.queued();
    await processRun(
      worker.deps(() => {
        throw new RoteError('SANDBOX_CREATE_FAILED', 'There is no memory.');
      }),
      runId,
    );
    expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'failed', error: { message: 'There is no memory.' } });
    expect(await worker.storage.runs.events(runId, 0, 10)).toMatchObject([{ type: 'complete', status: 'failed' }]);
  });
});

describe('a sandbox that is lost', () => {
  const limit: ErrorBody = { code: 'MEMORY_LIMIT', message: 'It used too much memory.' };
  test.each<[string, (sandbox: MemorySandbox) => void, string, string]>([
    ['is killed by anyone', () => undefined, 'failed', 'SANDBOX_UNREACHABLE'],
    ['was told to stop', (sandbox) => sandbox.stop(), 'terminated', 'RUN_TERMINATED'],
    ['had no time left', (sandbox) => sandbox.halt({ code: 'TIMEOUT', message: 'Its time was over.' }), 'timeout', 'TIMEOUT'],
    ['used too much memory', (sandbox) => sandbox.halt(limit), 'failed', 'MEMORY_LIMIT'],
  ])('because it %s', async (_what, tell, status, code) => {
    const runId = await worker.queued();
    await processRun(
      worker.deps((sandbox) => {
        sandbox.publish('running');
        tell(sandbox);
        sandbox.exit('SIGKILL');
      }),
      runId,
    );
    expect(await worker.storage.runs.get(runId)).toMatchObject({ status, error: { code }, persisted_at: expect.any(String) });
  });

  test('after it had published its end: that end stands', async () => {
    const runId = await worker.queued();
    await processRun(
      worker.deps(async (sandbox) => {
        await worker.leaveFolder(runId);
        sandbox.publish('completed');
        sandbox.exit('SIGKILL');
      }),
      runId,
    );
    expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'completed', error: null });
  });

  test('without a folder of its own: its error is the end, and the folder that lies there is not touched', async () => {
    const runId = await worker.queued();
    await processRun(
      worker.deps((sandbox) => sandbox.finish({ code: 'STORAGE_FULL', message: 'The disk is full.' })),
      runId,
    );
    expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'failed', error: { code: 'STORAGE_FULL' } });
  });
});

test('a database that is away for a while delays the end and loses nothing [SERVICE-06]', async () => {
  const runId = await worker.queued();
  let away = 2;
  const finish: Storage['runs']['finish'] = async (...args) => {
    away -= 1;
    if (away >= 0) throw new Error('the database is away');
    return worker.storage.runs.finish(...args);
  };
  const runs = new Proxy(worker.storage.runs, {
    get: (target, name) => {
      const value: unknown = name === 'finish' ? finish : Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  await processRun(worker.deps(endsWell, { storage: { ...worker.storage, runs } }), runId);
  expect(away).toBeLessThan(0);
  expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'completed', persisted_at: expect.any(String) });
});
