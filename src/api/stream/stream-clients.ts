import type { ServerResponse } from 'node:http';
import { errorMessage, type Log } from '../../base/index.ts';
import type { KeyStore } from '../../storage/index.ts';
import { StreamClient } from './stream-client.ts';

const TICK_MS = 1_000;

export interface StreamLimits {
  /** A client that reads nothing for this long is dropped. Default 30 s. */
  maxBlockedMs?: number;
  /** How often a stream without events sends a heartbeat. Default 15 s. */
  quietMs?: number;
  /** How often the keys of open streams are looked up: the streams of a revoked one end. Default 5 s. */
  keysEveryMs?: number;
}

/** All readers of event streams in this process, with one timer. */
export class StreamClients {
  readonly #keys: Pick<KeyStore, 'activeAmong'>;
  readonly #log: Log;
  readonly #clients = new Set<StreamClient>();
  readonly #limits: Required<StreamLimits>;
  #timer: NodeJS.Timeout | undefined;
  #dropped = 0;
  #keysCheckedAt = 0;

  constructor(keys: Pick<KeyStore, 'activeAmong'>, log: Log, limits: StreamLimits = {}) {
    this.#keys = keys;
    this.#log = log;
    this.#limits = {
      maxBlockedMs: limits.maxBlockedMs ?? 30_000,
      quietMs: limits.quietMs ?? 15_000,
      keysEveryMs: limits.keysEveryMs ?? 5_000,
    };
  }

  get count(): number {
    return this.#clients.size;
  }

  /** How many were dropped because they stopped reading. */
  get dropped(): number {
    return this.#dropped;
  }

  /** `owner`: id of the key by which it was let in; '' without keys. */
  add(response: ServerResponse, owner: string): StreamClient {
    const client = new StreamClient(response, owner);
    this.#clients.add(client);
    this.#timer ??= setInterval(() => this.#tick(), Math.min(TICK_MS, ...Object.values(this.#limits))).unref();
    client.whenGone(() => {
      this.#clients.delete(client);
      if (client.dropped) this.#dropped += 1;
      if (this.#clients.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    });
    return client;
  }

  /** Ends every stream: the clients reconnect, here or elsewhere. */
  close(): void {
    for (const client of this.#clients) client.close();
  }

  #tick(): void {
    const now = performance.now();
    for (const client of this.#clients) client.tick(now, this.#limits);
    if (now - this.#keysCheckedAt < this.#limits.keysEveryMs) return;
    this.#keysCheckedAt = now;
    this.#endRevoked().catch((error: unknown) =>
      this.#log.warn('the keys of streams could not be checked', { error: errorMessage(error) }),
    );
  }

  async #endRevoked(): Promise<void> {
    const owners = new Set([...this.#clients].map(({ owner }) => owner).filter((owner) => owner !== ''));
    if (owners.size === 0) return;
    const active = await this.#keys.activeAmong([...owners]);
    for (const client of this.#clients) {
      if (owners.has(client.owner) && !active.has(client.owner)) client.close();
    }
  }
}
