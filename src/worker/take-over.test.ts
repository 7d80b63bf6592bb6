import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noDeadline, silentLog } from '../base/index.ts';
import type { Storage } from '../storage/index.ts';
import { newRun } from '../storage/testing/made-runs.ts';
import { type TestDatabase, testDatabase } from '../storage/testing/test-database.ts';
import { takeOver } from './take-over.ts';

let database: TestDatabase;
let storage: Storage;
beforeAll(async () => {
  database = await testDatabase();
  storage = await database.open();
});
afterAll(async () => {
  await storage.close();
  await database.remove();
});

/** A run in the hands of a worker with this process. */
async function claimedRun(worker: string, pid: number, started: string): Promise<string> {
  await storage.workers.register({ id: worker, host: hostname(), pid, started, capacity: 1, version: '0' });
  const run = newRun();
  await storage.runs.create(run);
  await storage.runs.claim(run.run_id, worker);
  return run.run_id;
}

async function takeOverAll(): Promise<void> {
  const runs = join(database.folder, 'runs');
  const folders = { runs, playbooks: '', profiles: '', sessions: '' };
  await takeOver({ storage, folders, log: silentLog }, 'self', () => false, noDeadline);
}

test('leaves the run of a live worker alone where the system does not report when a process started', async () => {
  const runId = await claimedRun('live', process.ppid, '');
  await takeOverAll();
  expect(await storage.runs.get(runId)).toMatchObject({ finished_at: null });
  expect((await storage.workers.list()).map((worker) => worker.id)).toContain('live');
});

test('ends the run of a worker whose process has ended', async () => {
  const ended = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(ended, 'exit');
  const runId = await claimedRun('ended', ended.pid!, '');
  await takeOverAll();
  expect(await storage.runs.get(runId)).toMatchObject({ status: 'failed', error: { code: 'WORKER_LOST' } });
  expect((await storage.workers.list()).map((worker) => worker.id)).not.toContain('ended');
});
