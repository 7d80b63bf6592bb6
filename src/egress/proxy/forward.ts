import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { EgressFault, socketFault } from '../egress-fault.ts';
import { type Upstream, upstreamFault, upstreamHeaders, upstreamUnreachable } from '../upstream.ts';
import { cutOff } from './answers.ts';
import { endToEndHeaders } from './proxy-headers.ts';
import { portOf } from './request-target.ts';
import { SiteAgent, type SiteRequestOptions } from './site-agent.ts';

export interface ForwardTimeouts {
  connectTimeoutMs: number;
  /** Silence after which a connection is abandoned. */
  idleTimeoutMs: number;
}

export type Route = { addresses: readonly string[] } | { upstream: Upstream };

/** Forwards plain http requests. One per listener; close() ends its connections. */
export class Forwarder {
  readonly #timeouts: ForwardTimeouts;
  readonly #kept: SiteAgent;
  readonly #single: SiteAgent;
  readonly #toUpstream = new Agent({ keepAlive: false });

  constructor(timeouts: ForwardTimeouts, closing: AbortSignal) {
    this.#timeouts = timeouts;
    this.#kept = new SiteAgent(timeouts.connectTimeoutMs, closing, { keepAlive: true, maxFreeSockets: 64 });
    this.#single = new SiteAgent(timeouts.connectTimeoutMs, closing, { keepAlive: false });
  }

  /**
   * Forwards the request and returns its answer. Rejects with an EgressFault as long as nothing has been sent back;
   * after that a broken answer is cut off. A request is sent once: only a GET or HEAD that hit a connection the site
   * had already closed is sent again, since the site never saw it.
   */
  async forward(incoming: IncomingMessage, response: ServerResponse, url: URL, route: Route): Promise<void> {
    const repeatable = (incoming.method === 'GET' || incoming.method === 'HEAD') && !hasBody(incoming);
    try {
      await this.#exchange(incoming, response, url, route, repeatable);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      await this.#exchange(incoming, response, url, route, false);
    }
  }

  #exchange(incoming: IncomingMessage, response: ServerResponse, url: URL, route: Route, reuse: boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const outgoing = this.#open(incoming, url, route, reuse);
    const label = url.host;
    const onGone = () => outgoing.destroy();
    response.once('close', onGone);
    outgoing.setTimeout(this.#timeouts.idleTimeoutMs, () =>
      outgoing.destroy(new EgressFault('idle_timeout', `${label} was silent for ${this.#timeouts.idleTimeoutMs} ms.`)),
    );
    outgoing.once('response', (answer) => {
      try {
        sendBack(answer, response, 'upstream' in route);
        answer.once('close', () => {
          response.off('close', onGone);
          // A broken answer must not look like a complete one.
          if (!answer.complete) cutOff(response);
          resolve();
        });
      } catch (error) {
        outgoing.destroy();
        reject(error instanceof EgressFault ? error : socketFault(error, label));
      }
    });
    outgoing.on('error', (error) => {
      response.off('close', onGone);
      if (response.headersSent) cutOff(response);
      const stale = reuse && !response.headersSent && outgoing.reusedSocket && !(error instanceof EgressFault) && !response.destroyed;
      reject(stale ? new StaleConnection() : 'upstream' in route ? upstreamUnreachable(error) : socketFault(error, label));
    });
    if (hasBody(incoming)) incoming.pipe(outgoing);
    else outgoing.end();
    return promise;
  }

  #open(incoming: IncomingMessage, url: URL, route: Route, reuse: boolean): ClientRequest {
    const headers = ['Host', url.host, ...endToEndHeaders(incoming.rawHeaders, ['host', 'expect'])];
    const method = incoming.method ?? 'GET';
    if ('upstream' in route) {
      const { host, port } = route.upstream;
      const path = `http://${url.host}${url.pathname}${url.search}`;
      return httpRequest({ host, port, method, path, headers: [...headers, ...upstreamHeaders(route.upstream)], agent: this.#toUpstream });
    }
    const options: SiteRequestOptions = {
      host: route.addresses[0]!,
      port: portOf(url),
      method,
      path: `${url.pathname}${url.search}`,
      headers,
      setHost: false,
      agent: reuse ? this.#kept : this.#single,
      addresses: route.addresses,
      label: url.host,
    };
    return httpRequest(options);
  }

  close(): void {
    for (const agent of [this.#kept, this.#single, this.#toUpstream]) agent.destroy();
  }
}

class StaleConnection extends Error {}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && headers['content-length'] !== '0');
}

function sendBack(answer: IncomingMessage, response: ServerResponse, viaUpstream: boolean): void {
  const status = answer.statusCode ?? 0;
  // The browser would take it for this proxy's own challenge and answer with this proxy's credentials.
  if (status === 407) {
    answer.destroy();
    throw viaUpstream
      ? upstreamFault(407)
      : new EgressFault('bad_answer', 'The site asked for proxy credentials, which only a proxy may do.');
  }
  response.writeHead(status, answer.statusMessage, endToEndHeaders(answer.rawHeaders));
  // A browser that has the headers does not repeat the request, whatever happens to the body.
  response.flushHeaders();
  answer.pipe(response);
}
