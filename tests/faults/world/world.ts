import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type RunningSample, startSample } from '../../../sample/index.ts';
import { findBrowser } from '../../../src/browser/index.ts';
import type { RunRequestInput, RunView } from '../../../src/contract/index.ts';
import { type AskedRun, noteEnd } from './asked-run.ts';
import { Observer } from './observer.ts';
import { makePlaybooks } from './playbooks.ts';
import { ServiceProcess } from './service-process.ts';
import { TracesOfLife } from './traces-of-life.ts';
import { until } from './until.ts';

const SETTLED_WITHIN_MS = 90_000;
/** A run writes its trace and manifest after it has told its end. */
const MOMENT_AFTER_END_MS = 20_000;

export const BACKENDS = ['pglite', 'postgres'] as const;
export type Backend = (typeof BACKENDS)[number];

export interface WorldOptions {
  backend: Backend;
  /** Of an empty Postgres database; undefined on PGlite. */
  databaseUrl: string | undefined;
  /** From 0 to 1, by the seed that was printed. */
  random: () => number;
  /** Further arguments of the process that carries runs out. */
  workerArgs?: string[];
}

/**
 * A service under test with everything around it: the sample back office as its target (in this process, so that its store tells what really
 * happened), the processes, a client for each run, and what anybody was told.
 */
export class World {
  readonly backend: Backend;
  readonly databaseUrl: string | undefined;
  readonly random: () => number;
  readonly folder: string;
  readonly dataFolder: string;
  readonly runsFolder: string;
  readonly sample: RunningSample;
  readonly api: ServiceProcess;
  /** The same process as `api` on PGlite. */
  readonly worker: ServiceProcess;
  readonly life: TracesOfLife;
  readonly runs: AskedRun[] = [];
  /** A credential of every run; it must not be found anywhere afterwards. */
  readonly planted = `planted-${randomBytes(12).toString('hex')}`;
  readonly closed: Promise<void>;
  readonly #close: () => void;
  readonly #more: ServiceProcess[] = [];
  readonly #makeWorker: (name: string) => ServiceProcess;
  readonly #requests = new Set<{ method: string; fits: (url: string) => boolean; came: () => void }>();
  #names = 0;

  private constructor(options: WorldOptions, folder: string, sample: RunningSample, browser: string) {
    this.backend = options.backend;
    this.databaseUrl = options.databaseUrl;
    this.random = options.random;
    this.folder = folder;
    this.dataFolder = join(folder, 'data');
    this.runsFolder = join(this.dataFolder, 'runs');
    this.sample = sample;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#close = resolve;
    const env = {
      ROTE_DATA: this.dataFolder,
      ROTE_BROWSER: browser,
      ROTE_MODEL: '',
      ROTE_DATABASE_URL: options.databaseUrl ?? '',
      ROTE_LOG: 'info',
    };
    const logFile = join(folder, 'service.log');
    const common = ['--playbooks', join(folder, 'playbooks'), '--drain-seconds', '20'];
    const carries = ['--capacity', '2', ...(options.workerArgs ?? [])];
    const serves = ['serve', '--rate-limit', '10000000', ...common];
    this.#makeWorker = (name) => new ServiceProcess(name, ['worker', ...common, ...carries], env, logFile);
    const split = options.backend === 'postgres';
    this.api = new ServiceProcess(split ? 'api' : 'service', [...serves, ...(split ? ['--no-worker'] : carries)], env, logFile);
    this.worker = split ? this.#makeWorker('worker') : this.api;
    this.life = new TracesOfLife(() => this.processes.filter((one) => one.isRunning).map(({ pid }) => pid));
    // Told of every request as it comes; the sample itself has no such door.
    const strike = sample.faults.strike.bind(sample.faults);
    sample.faults.strike = (request) => {
      for (const one of this.#requests) {
        if (one.method !== request.method || !one.fits(request.url)) continue;
        this.#requests.delete(one);
        one.came();
      }
      return strike(request);
    };
  }

  static async open(options: WorldOptions): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'rote-faults-'));
    const browser = await findBrowser();
    if (browser === undefined) throw new Error('no browser is installed: run `npm start` once, or set ROTE_BROWSER');
    const world = new World(options, folder, await startSample({ faults: true }), browser.path);
    await mkdir(world.runsFolder, { recursive: true, mode: 0o700 });
    await makePlaybooks(join(folder, 'playbooks'));
    return world;
  }

  get url(): string {
    return this.api.url;
  }

  get processes(): ServiceProcess[] {
    return [...new Set([this.api, this.worker, ...this.#more])];
  }

  /** Of every process that ever carried runs out. */
  get workerPids(): number[] {
    return this.processes.flatMap(({ pids }) => pids);
  }

  /** Starts what is not running. */
  async start(more: string[] = []): Promise<void> {
    if (!this.api.isRunning) await this.api.start(this.backend === 'pglite' ? more : []);
    if (!this.worker.isRunning) await this.worker.start(more);
    await this.life.look();
  }

  /** A second worker beside the first, on the same machine and database. */
  async addWorker(): Promise<ServiceProcess> {
    const another = this.#makeWorker(`worker ${this.#more.length + 2}`);
    this.#more.push(another);
    await another.start();
    return another;
  }

  /** A name for a run that no other has. */
  newId(story: string): string {
    this.#names += 1;
    return `${story.replace(/\W+/g, '-')}-${this.#names}`;
  }

  /** An order that nobody has touched and that can be cancelled. */
  freshOrder(): number {
    const taken = new Set(this.runs.map(({ orderId }) => orderId));
    const order = this.sample.store
      .orders()
      .find(
        ({ id, requests }) =>
          !taken.has(id) && requests.cancel === 0 && this.sample.store.whyNotCancellable(this.sample.store.order(id)!) === undefined,
      );
    if (order === undefined) throw new Error('the sample has no order left that can be cancelled');
    return order.id;
  }

  /** Resolves when the sample gets such a request. */
  requestAt(method: string, fits: (url: string) => boolean): Promise<void> {
    return new Promise((came) => this.#requests.add({ method, fits, came }));
  }

  requestOf(runId: string, what: { orderId?: number; playbook?: string }): RunRequestInput {
    return {
      run_id: runId,
      directive: what.orderId === undefined ? 'Look' : `Cancel order #${what.orderId}`,
      playbook: what.playbook ?? 'cancel_order',
      execution_mode: 'playbook_only',
      start_url: this.sample.url,
      credentials: { username: this.sample.user, password: this.sample.password, pin: this.planted },
      guardrails: { allow_private_networks: true },
    };
  }

  /** Asks for a run and follows it. Rejects when there is no answer, or none with 2xx; the run is written down as asked for all the same. */
  async ask(
    runId: string,
    what: { orderId?: number; playbook?: string; recording?: boolean; follow?: boolean } = {},
    key?: string,
  ): Promise<AskedRun> {
    const run = this.runs.find((one) => one.runId === runId) ?? this.#note(runId, what.orderId);
    const request = {
      ...this.requestOf(runId, what),
      ...(what.recording === false && { recording: { trace: false, screenshots: false } }),
    };
    const response = await fetch(`${this.url}/v1/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
      body: JSON.stringify(request),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`POST /runs answered ${response.status}: ${text}`);
    run.acknowledged = true;
    if (what.follow !== false) run.observer ??= new Observer(this.url, runId);
    return run;
  }

  /** A run whose id the service chose, asked for by other means. */
  adopt(runId: string, orderId: number | undefined): AskedRun {
    const run = this.#note(runId, orderId);
    run.acknowledged = true;
    run.observer = new Observer(this.url, runId);
    return run;
  }

  /** Waits for a moment of a run. Rejects when the run is over, and its folder has had time to be closed, without it. */
  async beforeEndOf(run: AskedRun, moment: Promise<unknown>, what: string): Promise<void> {
    const end = new AbortController();
    const ended = run.observer!.done.then(async () => {
      await pause(MOMENT_AFTER_END_MS, undefined, { signal: end.signal });
      throw new Error(`${run.runId} ended without ${what}: ${JSON.stringify(run.observer?.complete)}`);
    });
    ended.catch(() => undefined);
    try {
      await Promise.race([moment, ended]);
    } finally {
      end.abort();
    }
  }

  /** Resolves when every acknowledged run is persisted. */
  async settled(): Promise<void> {
    for (const run of this.runs.filter(({ acknowledged }) => acknowledged))
      await until(`${run.runId} is persisted`, SETTLED_WITHIN_MS, async () => ((await this.view(run))?.persisted ? true : undefined));
  }

  #note(runId: string, orderId: number | undefined): AskedRun {
    const run: AskedRun = { runId, orderId, acknowledged: false, observer: undefined, ends: new Set() };
    this.runs.push(run);
    return run;
  }

  /** GET /runs/{id}; undefined for an answer that is no run, such as 404 or 502. */
  async view(run: AskedRun): Promise<RunView | undefined> {
    const response = await fetch(`${this.url}/v1/runs/${run.runId}`);
    const body = (await response.json()) as RunView;
    if (!response.ok) return undefined;
    noteEnd(run, body.status, body.finished_at);
    return body;
  }

  /** Ends all in good order; a service that does not end by itself is killed. Gives what was left alive after 30 s. */
  async close(): Promise<void> {
    for (const { observer } of this.runs) observer?.close();
    for (const one of this.processes.toReversed()) await one.stop();
    this.life.close();
    this.#close();
    await this.sample.close();
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
