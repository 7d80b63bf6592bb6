import { type FileHandle, open } from 'node:fs/promises';
import { type Clock, errorMessage, type Log } from '../base/index.ts';
import type { RunEvent, RunEventBody } from '../contract/index.ts';
import type { EventListener } from './recorder.ts';

interface Waiting {
  event: RunEvent;
  line: string;
  written: () => void;
}

interface EventLogOptions {
  clock: Clock;
  log: Log;
  /** Removes secrets and cuts long texts. */
  clean: (event: RunEventBody) => RunEventBody;
  onFailure: (error: unknown) => void;
}

/**
 * events.ndjson: events are numbered when emitted, appended, synced, then published. Events that arrive while the disk
 * is busy share the next write, so a burst costs one sync. A batch that could not be written is rolled back and retried
 * with the next event.
 */
export class EventLog {
  readonly #file: FileHandle;
  readonly #options: EventLogOptions;
  readonly #listeners = new Set<EventListener>();
  readonly #published: RunEvent[] = [];
  #waiting: Waiting[] = [];
  #lastId = 0;
  #size = 0;
  #writing: Promise<void> | undefined;
  #closed: Promise<void> | undefined;
  #complete = false;

  private constructor(file: FileHandle, options: EventLogOptions) {
    this.#file = file;
    this.#options = options;
  }

  /** Creates the file. Throws what the file system throws. */
  static async create(path: string, options: EventLogOptions): Promise<EventLog> {
    return new EventLog(await open(path, 'wx', 0o644), options);
  }

  /**
   * Resolves once the event is on disk and published, or could not be written. Drops events after `complete`, because a
   * browser that closes still emits some, and after `close`.
   */
  emit(body: RunEventBody): Promise<void> {
    if (this.#complete || this.#closed !== undefined) {
      this.#options.log.debug('dropped an event that was emitted after the end of the run', { type: body.type });
      return Promise.resolve();
    }
    const next = this.#number(body);
    if (next === undefined) return Promise.resolve();
    this.#complete = body.type === 'complete';
    return new Promise((written) => {
      this.#waiting.push({ ...next, written });
      this.#writing ??= this.#write();
    });
  }

  /** Assigns the next id only to an event that can be written, so ids have no gaps. */
  #number(body: RunEventBody): { event: RunEvent; line: string } | undefined {
    try {
      const event: RunEvent = { id: this.#lastId + 1, at: new Date(this.#options.clock.now()).toISOString(), ...this.#options.clean(body) };
      const line = `${JSON.stringify(event)}\n`;
      this.#lastId = event.id;
      return { event, line };
    } catch (error) {
      this.#options.log.error('dropped an event that cannot be written as JSON', { type: body.type, error: errorMessage(error) });
      return undefined;
    }
  }

  subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  events(): readonly RunEvent[] {
    return [...this.#published];
  }

  /** How many events are in the file. */
  get count(): number {
    return this.#published.length;
  }

  async close(): Promise<void> {
    this.#closed ??= this.#finish();
    await this.#closed;
  }

  async #finish(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
    if (this.#waiting.length > 0) await this.#write();
    await this.#file.close();
  }

  /** Never rejects. */
  async #write(): Promise<void> {
    // Events emitted in the same tick share one write.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        const lines = Buffer.from(batch.map(({ line }) => line).join(''));
        await this.#append(lines);
        this.#size += lines.length;
      } catch (error) {
        this.#waiting = [...batch, ...this.#waiting];
        this.#writing = undefined;
        this.#options.onFailure(error);
        for (const { written } of this.#waiting) written();
        return;
      }
      for (const { event } of batch) this.#publish(event);
      for (const { written } of batch) written();
    }
    this.#writing = undefined;
  }

  async #append(lines: Buffer): Promise<void> {
    try {
      for (let at = 0; at < lines.length; ) at += (await this.#file.write(lines, at, lines.length - at, this.#size + at)).bytesWritten;
      await this.#file.datasync();
    } catch (error) {
      await this.#file.truncate(this.#size).catch((second: unknown) => {
        this.#options.log.warn('could not remove a partly written event', { error: errorMessage(second) });
      });
      throw error;
    }
  }

  #publish(event: RunEvent): void {
    this.#published.push(event);
    for (const listener of this.#listeners) {
      try {
        const result: unknown = listener(event);
        if (result instanceof Promise) result.catch((error: unknown) => this.#logListenerFailure(error));
      } catch (error) {
        this.#logListenerFailure(error);
      }
    }
  }

  #logListenerFailure(error: unknown): void {
    this.#options.log.warn('a listener of run events failed', { error: errorMessage(error) });
  }
}
