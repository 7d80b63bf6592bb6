import { join } from 'node:path';
import { silentLog } from '../../base/index.ts';
import { type RunRequestInput, runRequestSchema, type SandboxStart, sandboxStartSchema } from '../../contract/index.ts';
import { type AssumedEnd, completeRunFolder } from '../../sandbox/index.ts';
import { type MemorySandbox, MemorySandboxes } from '../../sandbox/testing/memory-sandboxes.ts';
import { Secret, ServerKey } from '../../secrets/index.ts';
import type { Storage } from '../../storage/index.ts';
import { newRun } from '../../storage/testing/sample-runs.ts';
import { type TestDatabase, testDatabase } from '../../storage/testing/test-database.ts';
import type { WorkerDeps } from '../worker-deps.ts';

const serverKey = new ServerKey(new Secret('7'.repeat(64)));
const sessionKey = { secret: 'f'.repeat(64), is_chosen: false };

/** A real database and the other dependencies of a worker; the test plays the sandboxes. */
export class TestWorker {
  readonly storage: Storage;
  readonly #database: TestDatabase;

  private constructor(storage: Storage, database: TestDatabase) {
    this.storage = storage;
    this.#database = database;
  }

  static async open(): Promise<TestWorker> {
    const database = await testDatabase();
    return new TestWorker(await database.open(), database);
  }

  async close(): Promise<void> {
    await this.storage.close();
    await this.#database.remove();
  }

  /** The start of a sandbox, for tests without a run in the database. */
  static start(runId: string): SandboxStart {
    return sandboxStartSchema.parse({
      run_id: runId,
      config: { directive: 'go' },
      folders: { runs: '', playbooks: '', profiles: '', sessions: '', uploads: null, inputs: null },
      token: 'x'.repeat(32),
      browser: { path: '/no/browser', version: 'none', source: 'system' },
      session_key: sessionKey,
    });
  }

  /** Where sandboxes create run folders; artifacts are kept elsewhere. */
  folderOf(runId: string): string {
    return join(this.#database.folder, 'live', runId);
  }

  /** `play` is the behaviour of every sandbox. */
  deps(
    play: (sandbox: MemorySandbox) => void | Promise<void>,
    change: Partial<WorkerDeps> = {},
  ): WorkerDeps & { provider: MemorySandboxes } {
    return {
      storage: this.storage,
      serverKey,
      log: silentLog,
      folders: { runs: join(this.#database.folder, 'live'), playbooks: '', profiles: '', sessions: '', uploads: null },
      policy: null,
      network: { upstream_proxies: [], closed: [] },
      browser: { path: '/no/browser', version: 'none', source: 'system' },
      sessionKey,
      settings: {},
      capacity: 1,
      memoryLimitMb: 1_000,
      listenHost: '127.0.0.1',
      version: '0',
      retention: {},
      deliverWebhook: async () => undefined,
      ...change,
      provider: new MemorySandboxes(play),
    };
  }

  /** Creates a queued run. */
  async queued(input: Partial<RunRequestInput> = {}, { key = serverKey, owner = '' } = {}): Promise<string> {
    const run = newRun({ owner });
    const request = runRequestSchema.parse({ directive: run.directive, ...input, run_id: run.run_id });
    await this.storage.runs.create({ ...run, files: input.files ?? [], sealed: key.encrypt(JSON.stringify(request), 'run', run.run_id) });
    return run.run_id;
  }

  /** Writes the run folder as a finalizer leaves it. */
  async leaveFolder(runId: string, end: Partial<AssumedEnd> = {}): Promise<void> {
    await completeRunFolder(this.folderOf(runId), { runId, directive: 'Cancel order #12345', status: 'completed', error: null, ...end });
  }
}
