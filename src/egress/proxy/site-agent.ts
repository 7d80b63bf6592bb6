import { Agent, type AgentOptions, type ClientRequestArgs } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectLimits, connectForHttp, type Route } from './connect-site.ts';

/** Node's options plus the decision where the request goes. */
export interface SiteRequestOptions extends ClientRequestArgs {
  url: URL;
  route: Route;
}

/** Connections to where a request may go. One is reused only for a request that was allowed to the same addresses. */
export class SiteAgent extends Agent {
  readonly #limits: ConnectLimits;

  constructor(limits: ConnectLimits, options: AgentOptions) {
    super(options);
    this.#limits = limits;
  }

  override getName(options?: ClientRequestArgs): string {
    const { url, route } = options as SiteRequestOptions;
    return `${url.origin} ${'upstream' in route ? 'upstream' : route.addresses.join(',')}`;
  }

  override createConnection(options: ClientRequestArgs, callback?: (error: Error | null, stream: Duplex) => void): undefined {
    const { url, route } = options as SiteRequestOptions;
    if (callback !== undefined) void this.#connect(url, route, callback);
    return undefined;
  }

  async #connect(url: URL, route: Route, callback: (error: Error | null, stream: Duplex) => void): Promise<void> {
    let socket: Socket;
    try {
      socket = await connectForHttp(url, route, this.#limits);
    } catch (error) {
      // Node's type requires a stream, but its implementation checks the error first.
      return callback(error as Error, undefined as unknown as Duplex);
    }
    callback(null, socket);
  }
}
