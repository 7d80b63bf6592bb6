import type { ServerResponse } from 'node:http';
import { StreamClient } from './stream-client.ts';

const TICK_MS = 1_000;

export interface StreamLimits {
  /** A client that reads nothing for this long is dropped. Default 30 s. */
  maxBlockedMs?: number;
  /** How often a stream without events sends a heartbeat. Default 15 s. */
  quietMs?: number;
}

/** All readers of event streams in this process, with one timer. */
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

  /** How many were dropped because they stopped reading. */
  get dropped(): number {
    return this.#dropped;
  }

  add(response: ServerResponse): StreamClient {
    const client = new StreamClient(response);
    this.#clients.add(client);
    this.#timer ??= setInterval(() => this.#tick(), Math.min(TICK_MS, this.#limits.maxBlockedMs, this.#limits.quietMs)).unref();
    client.whenGone(() => {
      this.#clients.delete(client);
      if (client.dropped) this.#dropped += 1;
      if (this.#clients.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    });
    return client;
  }

  /** Ends every stream: the clients reconnect, here or elsewhere. Blocked ones are cut off. */
  close(): void {
    for (const client of this.#clients) {
      if (client.blocked) client.drop();
      else client.end();
    }
  }

  #tick(): void {
    const now = performance.now();
    for (const client of this.#clients) client.tick(now, this.#limits);
  }
}
