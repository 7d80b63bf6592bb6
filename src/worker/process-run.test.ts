import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noDeadline, silentLog } from '../base/index.ts';
import { type ErrorBody, RoteError } from '../contract/index.ts';
import type { MemorySandbox } from '../sandbox/testing/memory-sandboxes.ts';
import { Secret, ServerKey } from '../secrets/index.ts';
import { placeOfFile, type Storage } from '../storage/index.ts';
import { runHousekeeping } from './housekeeping.ts';
import { LiveRuns } from './live-runs.ts';
import { processRun } from './process-run.ts';
import { TestWorker } from './testing/test-worker.ts';

const SELF = 'worker-1';

let worker: TestWorker;
beforeAll(async () => {
  worker = await TestWorker.open();
});
afterAll(() => worker.close());

const execute = (deps: Parameters<typeof processRun>[0], runId: string, onSandbox: (sandbox: unknown) => void = () => undefined) =>
  processRun(deps, SELF, runId, onSandbox, noDeadline);

/** A sandbox whose run completes. */
const completes = async (sandbox: MemorySandbox) => {
  sandbox.publish('running');
  await worker.leaveFolder(sandbox.runId);
  sandbox.publish('completed');
  sandbox.finish();
};

describe('claim', () => {
  test('runs a claimed run in a sandbox, commits its folder, then releases the sandbox', async () => {
    const runId = await worker.queued({ credentials: { password: 'p' } });
    const deps = worker.deps(completes);
    await execute(deps, runId);
    const [sandbox] = deps.provider.started;
    expect(sandbox).toMatchObject({ runId, calls: ['release'], start: { config: { credentials: { password: 'p' } } } });
    expect(await worker.storage.runs.get(runId)).toMatchObject({
      status: 'completed',
      worker: SELF,
      error: null,
      persisted_at: expect.any(String),
    });
    expect((await worker.storage.runs.events(runId, 0, 10)).at(-1)).toMatchObject({ type: 'complete', status: 'completed' });
    expect(existsSync(worker.folderOf(runId))).toBe(false);
  });

  test('gives a run the files that came with its request, while it runs', async () => {
    const id = `file_${'a'.repeat(32)}`;
    const place = placeOfFile(id);
    await writeFile(join(worker.folderOf('..'), place.path), 'a receipt');
    await worker.storage.artifacts.commit(place.folder, worker.folderOf('..'), [place.path], noDeadline);
    await worker.storage.files.add({ id, owner: '', name: 'Beleg März.pdf', bytes: 9, sha256: '' });
    const runId = await worker.queued({ files: [id] });
    let inputs = '';
    const deps = worker.deps(async (sandbox) => {
      inputs = sandbox.start.folders.inputs ?? '';
      expect(await readFile(join(inputs, 'Beleg März.pdf'), 'utf8')).toBe('a receipt');
      await completes(sandbox);
    });
    await execute(deps, runId);
    expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'completed' });
    expect([inputs.endsWith(runId), existsSync(inputs)]).toEqual([true, false]);
    await runHousekeeping(deps, new LiveRuns(silentLog), noDeadline);
    expect(await worker.storage.files.ofRun(runId)).toEqual([]);
    expect(await worker.storage.artifacts.open(place.folder, place.path)).toBeUndefined();
  });

  test('ends a run whose file is gone, before a sandbox starts', async () => {
    const id = `file_${'b'.repeat(32)}`;
    await worker.storage.files.add({ id, owner: '', name: 'gone.pdf', bytes: 9, sha256: '' });
    const runId = await worker.queued({ files: [id] });
    const deps = worker.deps(completes);
    await execute(deps, runId);
    expect(deps.provider.started).toEqual([]);
    expect(await worker.storage.runs.get(runId)).toMatchObject({
      status: 'failed',
      error: { code: 'SETUP_FAILED', message: 'The file "gone.pdf" that came with the request cannot be read: it is not in the store.' },
    });
  });

  test('gives the run to one of two workers', async () => {
    const runId = await worker.queued();
    const [one, other] = [worker.deps(completes), worker.deps(completes)];
    await Promise.all([execute(one, runId), execute(other, runId)]);
    expect(one.provider.started.length + other.provider.started.length).toBe(1);
  });

  test('never starts a run again that has ended [SERVICE-03]', async () => {
    const runId = await worker.queued();
    await execute(
      worker.deps((sandbox) => sandbox.exit('SIGKILL')),
      runId,
    );
    const again = worker.deps(completes);
    await execute(again, runId);
    expect(again.provider.started).toEqual([]);
    expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'failed', error: { code: 'SANDBOX_UNREACHABLE' } });
  });

  test('keeps the logins of a key that sees only its own runs apart from those of all others', async () => {
    const { keys } = worker.storage;
    const [one, other, all] = await Promise.all([keys.create('one'), keys.create('other'), keys.create('all', 'all')]);
    const owners = ['', all.stored.id, one.stored.id, other.stored.id];
    const folders = [];
    for (const owner of owners) {
      const deps = worker.deps(completes);
      await execute(deps, await worker.queued({}, { owner }));
      folders.push(deps.provider.started[0]?.start.folders.sessions);
    }
    const shared = folders[0] ?? '';
    expect(folders).toEqual([shared, shared, `${shared}-of-keys/${one.stored.id}`, `${shared}-of-keys/${other.stored.id}`]);
  });

  test('does not start a run that was stopped while queued', async () => {
    const runId = await worker.queued();
    await worker.storage.runs.requestStop(runId);
    const deps = worker.deps(completes);
    await execute(deps, runId);
    expect(deps.provider.started).toEqual([]);
    expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'terminated' });
  });

  test('fails a request that was encrypted with another key before anything starts', async () => {
    const runId = await worker.queued({}, { key: new ServerKey(new Secret('8'.repeat(64))) });
    const deps = worker.deps(completes);
    await execute(deps, runId);
    expect(deps.provider.started).toEqual([]);
    expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'failed', error: { code: 'SETUP_FAILED' } });
  });

  test('fails a run whose sandbox cannot be created, and keeps it readable', async () => {
    const runId = await worker.queued();
    await execute(
      worker.deps(() => {
        throw new RoteError('SANDBOX_CREATE_FAILED', 'There is no memory.');
      }),
      runId,
    );
    expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'failed', error: { message: 'There is no memory.' } });
    expect(await worker.storage.runs.events(runId, 0, 10)).toMatchObject([{ type: 'complete', status: 'failed' }]);
  });
});

describe('a lost sandbox', () => {
  const limit: ErrorBody = { code: 'MEMORY_LIMIT', message: 'It used too much memory.' };
  test.each<[string, (sandbox: MemorySandbox) => void, string, string]>([
    ['was killed', () => undefined, 'failed', 'SANDBOX_UNREACHABLE'],
    ['was calls to stop', (sandbox) => sandbox.stop(), 'terminated', 'RUN_TERMINATED'],
    ['had no time left', (sandbox) => sandbox.halt({ code: 'TIMEOUT', message: 'Its time was over.' }), 'timeout', 'TIMEOUT'],
    ['used too much memory', (sandbox) => sandbox.halt(limit), 'failed', 'MEMORY_LIMIT'],
  ])('because it %s', async (_what, tell, status, code) => {
    const runId = await worker.queued();
    await execute(
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
    await execute(
      worker.deps(async (sandbox) => {
        await worker.leaveFolder(runId);
        sandbox.publish('completed');
        sandbox.exit('SIGKILL');
      }),
      runId,
    );
    expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'completed', error: null });
  });

  test('without a folder of its own: its error is the end, and an existing folder is not touched', async () => {
    const runId = await worker.queued();
    await execute(
      worker.deps((sandbox) => sandbox.finish({ code: 'STORAGE_FULL', message: 'The disk is full.' })),
      runId,
    );
    expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'failed', error: { code: 'STORAGE_FULL' } });
  });
});

test('retries the end while the database is unreachable, and loses nothing [SERVICE-06]', async () => {
  const runId = await worker.queued();
  let failures = 2;
  const finish: Storage['runs']['finish'] = async (...args) => {
    failures -= 1;
    if (failures >= 0) throw new Error('the database is unreachable');
    return worker.storage.runs.finish(...args);
  };
  const runs = new Proxy(worker.storage.runs, {
    get: (target, name) => {
      const value: unknown = name === 'finish' ? finish : Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  await execute(worker.deps(completes, { storage: { ...worker.storage, runs } }), runId);
  expect(failures).toBeLessThan(0);
  expect(await worker.storage.runs.get(runId)).toMatchObject({ status: 'completed', persisted_at: expect.any(String) });
});
