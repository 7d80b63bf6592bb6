import type { ServerResponse } from 'node:http';
import { StreamClient } from './stream-client.ts';

const LOOK_MS = 1_000;

export interface StreamLimits {
  /** A client that takes nothing for this long is dropped. Default 30 s. */
  maxBlockedMs?: number;
  /** A stream without events says this often that it lives. Default 15 s. */
  quietMs?: number;
}

/** All readers of event streams in this process, looked after by one timer. */
export class StreamClients {
  readonly #clients = new Set<StreamClient>();
  readonly #limits: Required<StreamLimits>;
  #timer: NodeJS.Timeout | undefined;
  #dropped = 0;

  constructor(limits: StreamLimits = {}) {
    this.#limits = { maxBlockedMs: limits.maxBlockedMs ?? 30_000, quietMs: limits.quietMs ?? 15_000 };
  }

  get count(): number {
    return this.#clients.size;
  }

  /** How many were dropped because they took nothing. */
  get dropped(): number {
    return this.#dropped;
  }

  add(response: ServerResponse): StreamClient {
    const client = new StreamClient(response);
    this.#clients.add(client);
    this.#timer ??= setInterval(() => this.#look(), Math.min(LOOK_MS, this.#limits.maxBlockedMs, this.#limits.quietMs)).unref();
    client.whenGone(() => {
      this.#clients.delete(client);
      if (client.dropped) this.#dropped += 1;
      if (this.#clients.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    });
    return client;
  }

  /** Ends every stream: the clients come back, here or elsewhere. Those that take nothing are cut off. */
  close(): void {
    for (const client of this.#clients) {
      if (client.blocked) client.drop();
      else client.end();
    }
  }

  #look(): void {
    const now = performance.now();
    for (const client of this.#clients) client.attend(now, this.#limits);
  }
}
