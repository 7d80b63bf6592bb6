import type { IncomingMessage } from 'node:http';
import { type Deadline, errorMessage, type Log, startDeadline } from '../../base/index.ts';
import { isTerminal, RoteError } from '../../contract/index.ts';
import type { Storage } from '../../storage/index.ts';
import { asDecided } from '../runs/run-end.ts';
import { settleEnd } from '../runs/settle-end.ts';
import { type SandboxAddress, type SandboxClient, unreachable } from '../sandboxes/sandbox-client.ts';
import { eventFrame } from './event-frame.ts';
import { readEvents } from './read-events.ts';
import type { RunWatch } from './run-watch.ts';
import type { StreamClient } from './stream-client.ts';

const CONNECT_MS = 5_000;

export interface FeedDeps {
  storage: Storage;
  sandboxes: SandboxClient;
  watch: RunWatch;
  log: Log;
}

/**
 * `complete`: everything was sent, the end included. `lost`: the sandbox cannot be reached (any longer). `gone`: the
 * client left.
 */
export interface Followed {
  kind: 'complete' | 'lost' | 'gone';
  /** Events sent on this connection. */
  sent: number;
}

interface Reader {
  client: StreamClient;
  /** Index of the next frame. Ids are gapless from 1, so this is also the id of the last event the client has. */
  next: number;
  sent: number;
  waiting: boolean;
  done: (followed: Followed) => void;
}

/**
 * The live events of one run for all its readers in this process: one connection to the sandbox, each event held once,
 * as the bytes to send. A reader is an index into that list, so a slow one delays no other. It lives until the run
 * ends, the sandbox is lost, or the last reader leaves.
 */
export class RunFeed {
  readonly #runId: string;
  readonly #deps: FeedDeps;
  readonly #onEnd: () => void;
  readonly #frames: Buffer[] = [];
  readonly #readers = new Set<Reader>();
  readonly #life = new AbortController();
  #state: 'open' | 'complete' | 'lost' = 'open';

  /** Calls `onEnd` once it accepts no more readers. */
  constructor(runId: string, deps: FeedDeps, onEnd: () => void) {
    this.#runId = runId;
    this.#deps = deps;
    this.#onEnd = onEnd;
    void this.#run();
  }

  /** Sends the events after `after`, past and future ones. Never rejects. */
  follow(client: StreamClient, after: number): Promise<Followed> {
    const { promise, resolve } = Promise.withResolvers<Followed>();
    const reader: Reader = { client, next: after, sent: 0, waiting: false, done: resolve };
    this.#readers.add(reader);
    client.whenGone(() => this.#leave(reader, 'gone'));
    this.#pump(reader);
    return promise;
  }

  close(): void {
    this.#life.abort(new Error('the run has no readers'));
  }

  #pump(reader: Reader): void {
    const { client } = reader;
    while (reader.next < this.#frames.length) {
      if (client.gone || reader.waiting) return;
      if (client.blocked) {
        reader.waiting = true;
        client.whenReady(() => {
          reader.waiting = false;
          this.#pump(reader);
        });
        return;
      }
      client.write(this.#frames[reader.next]!);
      reader.next += 1;
      reader.sent += 1;
    }
    if (this.#state !== 'open') this.#leave(reader, this.#state);
  }

  #leave(reader: Reader, kind: Followed['kind']): void {
    if (!this.#readers.delete(reader)) return;
    reader.done({ kind, sent: reader.sent });
    if (this.#readers.size > 0 || this.#state !== 'open') return;
    this.close();
    this.#onEnd();
  }

  async #run(): Promise<void> {
    using deadline = startDeadline(Number.POSITIVE_INFINITY, 'following a run', { signal: this.#life.signal, log: this.#deps.log });
    let state: 'complete' | 'lost' = 'lost';
    try {
      const to = await this.#awaitSandbox(deadline);
      if (to !== undefined && (await this.#follow(to, deadline))) state = 'complete';
    } catch (error) {
      if (!this.#life.signal.aborted) await this.#noteLoss(error);
    }
    this.#state = state;
    this.#onEnd();
    for (const reader of this.#readers) this.#pump(reader);
  }

  /** Undefined: there will be no sandbox (again). */
  async #awaitSandbox(deadline: Deadline): Promise<SandboxAddress | undefined> {
    const run = await this.#deps.watch.until(this.#runId, (row) => row.sandbox_url !== null || row.finished_at !== null, deadline);
    if (run === undefined || run.sandbox_url === null || run.persisted_at !== null) return undefined;
    return { runId: this.#runId, url: run.sandbox_url };
  }

  /** True once the run has ended. Throws when the stream breaks off before. */
  async #follow(to: SandboxAddress, deadline: Deadline): Promise<boolean> {
    const response = await this.#open(to, deadline);
    const cut = () => response.destroy();
    deadline.signal.addEventListener('abort', cut, { once: true });
    try {
      if (response.statusCode !== 200) throw unreachable(to, `it answered ${response.statusCode}`);
      await this.#noteActive();
      for await (const event of readEvents(response, 0)) {
        if (event.type !== 'complete') {
          this.#push(eventFrame(event));
          continue;
        }
        if (!isTerminal(event.status)) throw new RoteError('INVALID_STATUS_PAYLOAD', `A run cannot end as ${event.status}.`);
        const run = await settleEnd(this.#deps, to, { status: event.status, error: event.error });
        if (run === undefined) throw new RoteError('NOT_FOUND', `Run ${this.#runId} no longer exists.`);
        this.#push(eventFrame(asDecided(event, run)));
        return true;
      }
      throw unreachable(to, 'its stream ended before the run did');
    } finally {
      deadline.signal.removeEventListener('abort', cut);
      response.destroy();
    }
  }

  async #open(to: SandboxAddress, deadline: Deadline): Promise<IncomingMessage> {
    using connecting = deadline.within(CONNECT_MS, 'reaching the sandbox of a run');
    return await this.#deps.sandboxes.open(to, '/events?after=0', connecting);
  }

  #push(frame: Buffer): void {
    this.#frames.push(frame);
    for (const reader of this.#readers) this.#pump(reader);
  }

  async #noteActive(): Promise<void> {
    const run = await this.#deps.storage.runs.get(this.#runId);
    if (run !== undefined && run.inactive_since !== null) await this.#deps.storage.runs.setActive(this.#runId, true);
  }

  /** Marks the run inactive, unless it has ended: then its sandbox is gone as planned. */
  async #noteLoss(error: unknown): Promise<void> {
    const { storage, log } = this.#deps;
    const fields = { run_id: this.#runId, error: errorMessage(error) };
    try {
      const run = await storage.runs.get(this.#runId);
      if (run === undefined || run.finished_at !== null) return;
      await storage.runs.setActive(this.#runId, false);
      log.warn('the events of a run cannot be followed any further', fields);
    } catch (cause) {
      log.warn('a run could not be marked as inactive', { ...fields, cause: errorMessage(cause) });
    }
  }
}
