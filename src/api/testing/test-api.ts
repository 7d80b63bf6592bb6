import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { newRunId, noDeadline, silentLog } from '../../base/index.ts';
import {
  RoteError,
  type RunEvent,
  type RunReport,
  type RunRequestInput,
  runRequestSchema,
  type TerminalStatus,
} from '../../contract/index.ts';
import { parsePlaybook } from '../../playbook/index.ts';
import { Secret, ServerKey } from '../../secrets/index.ts';
import { openStorage, type Storage } from '../../storage/index.ts';
import type { ApiDeps } from '../api-deps.ts';
import { createApi } from '../create-api.ts';
import { openPartOf } from '../runs/stored-request.ts';
import { FakeSandbox } from './fake-sandbox.ts';

const WORKER = 'worker-of-the-tests';

/** A real database and the API over it, with runs in every state but no worker that would execute them. */
export class TestApi {
  readonly storage: Storage;
  readonly serverKey = new ServerKey(new Secret('5'.repeat(64)));
  readonly #folder: string;
  readonly #apis: FastifyInstance[] = [];
  readonly #sandboxes: FakeSandbox[] = [];

  private constructor(storage: Storage, folder: string) {
    this.storage = storage;
    this.#folder = folder;
  }

  static async open(): Promise<TestApi> {
    const folder = await mkdtemp(join(tmpdir(), 'rote-api-'));
    const storage = await openStorage({ dataFolder: folder, artifacts: { kind: 'folder', folder: join(folder, 'kept') }, log: silentLog });
    await storage.workers.register({ id: WORKER, host: 'here', pid: process.pid, started: '', capacity: 1, version: '0' });
    return new TestApi(storage, folder);
  }

  /** Closes what a test opened; the database stays for the next one. */
  async clear(): Promise<void> {
    await Promise.all(this.#apis.splice(0).map((app) => app.close()));
    await Promise.all(this.#sandboxes.splice(0).map((sandbox) => sandbox.close()));
  }

  async close(): Promise<void> {
    await this.clear();
    await this.storage.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async api(change: Partial<ApiDeps> = {}): Promise<{ app: FastifyInstance; url: string }> {
    const app = await createApi({
      storage: this.storage,
      serverKey: this.serverKey,
      log: silentLog,
      version: '0.0.0-test',
      requireKeys: false,
      limits: { ratePerMinute: 100_000, bodyBytes: 1_000_000 },
      playbooks: examplePlaybooks,
      profile: async (name) => {
        throw new RoteError('NOT_FOUND', `There is no profile "${name}".`);
      },
      modelProblem: () => undefined,
      ...change,
    });
    this.#apis.push(app);
    await app.listen({ host: '127.0.0.1', port: 0 });
    return { app, url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}` };
  }

  /** `owner`: id of the key that created it. */
  async queued(input: Partial<RunRequestInput> = {}, owner = ''): Promise<string> {
    const run_id = input.run_id ?? newRunId();
    const request = runRequestSchema.parse({ directive: 'Cancel order #12345', ...input, run_id });
    const { directive, config } = openPartOf(request);
    const webhook = request.webhook_url;
    await this.storage.runs.create({
      run_id,
      owner,
      directive,
      playbook: request.playbook ?? null,
      config,
      sealed: this.serverKey.encrypt(JSON.stringify(request), 'run', run_id),
      sealed_webhook: webhook === undefined ? null : this.serverKey.encrypt(webhook, 'webhook', run_id),
      traceparent: null,
      files: [],
      idempotency: null,
    });
    return run_id;
  }

  /** A run with a sandbox that answers. */
  async running(runId?: string): Promise<FakeSandbox> {
    const run_id = runId ?? (await this.queued());
    const sandbox = await FakeSandbox.start(run_id, this.serverKey);
    this.#sandboxes.push(sandbox);
    await this.storage.runs.claim(run_id, WORKER);
    await this.storage.runs.progress(run_id, WORKER, { sandbox_url: sandbox.url, status: 'running' });
    return sandbox;
  }

  /** Stores what a run left, as its worker would. */
  async keep(runId: string, report: RunReport, events: RunEvent[], files: Record<string, Buffer> = {}): Promise<void> {
    const folder = join(this.#folder, 'runs', runId);
    const manifest = {
      run_id: runId,
      rote_version: '0',
      status: report.status,
      events: events.length,
      actions: 0,
      artifacts: [],
      warnings: [],
    };
    const all = { ...files, 'manifest.json': Buffer.from(JSON.stringify(manifest)) };
    const artifacts = [];
    for (const [path, body] of Object.entries(all)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), body);
      const kind = path === 'trace.zip' ? ('trace' as const) : path === 'manifest.json' ? ('manifest' as const) : ('download' as const);
      artifacts.push({ path, kind, bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') });
    }
    await this.storage.runs.finish(runId, { status: report.status as TerminalStatus, error: report.error, report });
    await this.storage.artifacts.commit(runId, folder, Object.keys(all), noDeadline);
    await this.storage.runs.persist(runId, { events, artifacts, report });
  }
}

async function examplePlaybooks() {
  const folder = join(import.meta.dirname, '..', '..', '..', 'playbooks');
  const playbooks = [];
  for (const name of (await readdir(folder)).filter((entry) => entry.endsWith('.yaml'))) {
    const text = await readFile(join(folder, name), 'utf8');
    const parsed = parsePlaybook(text, name);
    if (parsed.ok) playbooks.push({ file: join(folder, name), text, playbook: parsed.playbook });
  }
  return { playbooks, problems: [{ file: join(folder, 'broken.yaml'), line: 3, column: 5, path: 'steps', message: 'is empty' }] };
}
