import type { ServerResponse } from 'node:http';

/** Beyond it a client is dropped at once; a single event can be large, so that the buffer of the connection does not say it all. */
const MAX_BUFFERED_BYTES = 1024 ** 2;

const HEAD = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
};
const RETRY = 'retry: 1000\n\n';
const STILL_HERE = Buffer.from(': still here\n\n');

/**
 * One reader of an event stream. What it has not taken lies in the buffer of its connection, at most one full buffer and one event; whatever comes
 * after that stays where it is kept for all, until `ready`.
 */
export class StreamClient {
  readonly #response: ServerResponse;
  #blockedSince: number | undefined;
  #wroteAt = performance.now();
  #wake: (() => void) | undefined;
  #onGone: (() => void)[] = [];
  #gone = false;
  #dropped = false;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.on('drain', () => this.#unblock());
    response.once('close', () => {
      this.#gone = true;
      this.#unblock();
      for (const tell of this.#onGone.splice(0)) tell();
    });
    // A connection that broke is closed too, which is all that there is to know about it.
    response.on('error', () => response.destroy());
  }

  /** The connection is closed, by whichever side. */
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

  /** Must not be called while it is blocked. */
  write(frame: Buffer): void {
    if (this.gone) return;
    this.#wroteAt = performance.now();
    if (this.#response.write(frame)) return;
    this.#blockedSince = this.#wroteAt;
    if (this.#response.writableLength > MAX_BUFFERED_BYTES) this.drop();
  }

  /** Calls `then` once: as soon as it takes data again, or is gone. */
  whenReady(then: () => void): void {
    if (this.gone || !this.blocked) then();
    else this.#wake = then;
  }

  whenGone(then: () => void): void {
    if (this.gone) then();
    else this.#onGone.push(then);
  }

  /** Looks after it: dropped when it has been blocked for `maxBlockedMs`, told that the stream lives when nothing was for `quietMs`. */
  attend(now: number, { maxBlockedMs, quietMs }: { maxBlockedMs: number; quietMs: number }): void {
    if (this.#blockedSince !== undefined) {
      if (now - this.#blockedSince >= maxBlockedMs) this.drop();
    } else if (now - this.#wroteAt >= quietMs) this.write(STILL_HERE);
  }

  end(): void {
    if (!this.gone) this.#response.end();
  }

  /** Cuts the connection of a client that takes nothing: it may come back with its last id. */
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
