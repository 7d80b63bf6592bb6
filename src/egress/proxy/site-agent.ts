import { Agent, type AgentOptions, type ClientRequestArgs } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectTarget, connectTo } from './connect.ts';

/** Node's options plus the decision where the request goes. */
export interface SiteRequestOptions extends ClientRequestArgs {
  addresses: readonly string[];
  label: string;
}

/**
 * Connections to checked addresses. A connection is reused only for a request that was allowed to the same addresses.
 */
export class SiteAgent extends Agent {
  readonly #connectTimeoutMs: number;
  readonly #closing: AbortSignal;

  constructor(connectTimeoutMs: number, closing: AbortSignal, options: AgentOptions) {
    super(options);
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#closing = closing;
  }

  override getName(options?: ClientRequestArgs): string {
    const { addresses, port, label } = options as SiteRequestOptions;
    return `${label} ${addresses.join(',')}:${port}`;
  }

  override createConnection(options: ClientRequestArgs, callback?: (error: Error | null, stream: Duplex) => void): undefined {
    const { addresses, port, label } = options as SiteRequestOptions;
    if (callback !== undefined) void this.#connect({ addresses, port: Number(port), label }, callback);
    return undefined;
  }

  async #connect(target: ConnectTarget, callback: (error: Error | null, stream: Duplex) => void): Promise<void> {
    let socket: Socket;
    try {
      socket = await connectTo(target, this.#connectTimeoutMs, this.#closing);
    } catch (error) {
      // Node's type requires a stream, but its implementation checks the error first.
      return callback(error as Error, undefined as unknown as Duplex);
    }
    callback(null, socket);
  }
}
