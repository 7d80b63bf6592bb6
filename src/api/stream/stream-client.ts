import type { ServerResponse } from 'node:http';

/**
 * A client with more unsent bytes is dropped at once: a single event can exceed the buffer of the connection by far.
 */
const MAX_BUFFERED_BYTES = 1024 ** 2;

const HEAD = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
};
const RETRY = 'retry: 1000\n\n';
const HEARTBEAT = Buffer.from(': still here\n\n');

/**
 * One reader of an event stream. What it has not read is in the buffer of its connection: at most one full buffer and
 * one event. Later events stay with the feed, which holds them for all readers, until the client is ready.
 */
export class StreamClient {
  /** Id of the key by which it was let in; '' without keys. */
  readonly owner: string;
  readonly #response: ServerResponse;
  #blockedSince: number | undefined;
  #wroteAt = performance.now();
  #wake: (() => void) | undefined;
  #onGone: (() => void)[] = [];
  #gone = false;
  #dropped = false;

  constructor(response: ServerResponse, owner: string) {
    this.owner = owner;
    this.#response = response;
    response.on('drain', () => this.#unblock());
    response.once('close', () => {
      this.#gone = true;
      this.#unblock();
      for (const notify of this.#onGone.splice(0)) notify();
    });
    // A broken connection is handled as a closed one.
    response.on('error', () => response.destroy());
  }

  /** Either side has closed the connection. */
  get gone(): boolean {
    return this.#gone || this.#response.destroyed;
  }

  get dropped(): boolean {
    return this.#dropped;
  }

  get blocked(): boolean {
    return this.#blockedSince !== undefined;
  }

  begin(headers: Record<string, string>): void {
    this.#response.writeHead(200, { ...headers, ...HEAD });
    this.write(Buffer.from(RETRY));
  }

  /** Must not be called while blocked. */
  write(frame: Buffer): void {
    if (this.gone) return;
    this.#wroteAt = performance.now();
    if (this.#response.write(frame)) return;
    this.#blockedSince = this.#wroteAt;
    if (this.#response.writableLength > MAX_BUFFERED_BYTES) this.drop();
  }

  /** Calls `then` once: as soon as it accepts data again, or is gone. */
  whenReady(then: () => void): void {
    if (this.gone || !this.blocked) then();
    else this.#wake = then;
  }

  whenGone(then: () => void): void {
    if (this.gone) then();
    else this.#onGone.push(then);
  }

  /** Drops the client after `maxBlockedMs` blocked; sends a heartbeat after `quietMs` without a write. */
  tick(now: number, { maxBlockedMs, quietMs }: { maxBlockedMs: number; quietMs: number }): void {
    if (this.#blockedSince !== undefined) {
      if (now - this.#blockedSince >= maxBlockedMs) this.drop();
    } else if (now - this.#wroteAt >= quietMs) this.write(HEARTBEAT);
  }

  end(): void {
    if (!this.gone) this.#response.end();
  }

  /** Ends it although more may come. A client that reads nothing is cut off: it would not see the end. */
  close(): void {
    if (this.blocked) this.drop();
    else this.end();
  }

  /** Cuts the connection of a client that reads nothing; it may reconnect with its last id. */
  drop(): void {
    this.#dropped = true;
    this.#response.destroy();
  }

  #unblock(): void {
    this.#blockedSince = undefined;
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
