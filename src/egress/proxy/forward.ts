import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { EgressFault, socketFault } from '../egress-fault.ts';
import { connectionTo, upstreamFault, upstreamHeaders, upstreamUnreachable } from '../upstream.ts';
import { cutOff } from './answers.ts';
import type { ConnectLimits, Route } from './connect-site.ts';
import { endToEndHeaders } from './proxy-headers.ts';
import { portOf } from './request-target.ts';
import { SiteAgent, type SiteRequestOptions } from './site-agent.ts';

export interface ForwardLimits extends ConnectLimits {
  /** Silence after which a connection is abandoned. */
  idleTimeoutMs: number;
}

/** A request to forward. */
export interface Forwarded {
  incoming: IncomingMessage;
  response: ServerResponse;
  url: URL;
  route: Route;
  /** What was read of its body already. */
  begun?: readonly Buffer[];
}

/** Forwards requests one by one. One per listener; close() ends its connections. */
export class Forwarder {
  readonly #limits: ForwardLimits;
  readonly #kept: SiteAgent;
  readonly #single: SiteAgent;
  readonly #toUpstream = new Agent({ keepAlive: false });

  constructor(limits: ForwardLimits) {
    this.#limits = limits;
    this.#kept = new SiteAgent(limits, { keepAlive: true, maxFreeSockets: 64 });
    this.#single = new SiteAgent(limits, { keepAlive: false });
  }

  /**
   * Forwards the request and returns its answer. Rejects with an EgressFault as long as nothing has been sent back;
   * after that a broken answer is cut off. A request is sent once: only a GET or HEAD that hit a connection the site
   * had already closed is sent again, since the site never saw it.
   */
  async forward(request: Forwarded): Promise<void> {
    const { incoming } = request;
    const repeatable = (incoming.method === 'GET' || incoming.method === 'HEAD') && !hasBody(incoming);
    try {
      await this.#exchange(request, repeatable);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      await this.#exchange(request, false);
    }
  }

  #exchange(request: Forwarded, reuse: boolean): Promise<void> {
    const { incoming, response, url, route, begun = [] } = request;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const outgoing = this.#open(request, reuse);
    const label = url.host;
    const byUpstream = isAnsweredByUpstream(url, route);
    const onGone = () => outgoing.destroy();
    response.once('close', onGone);
    outgoing.setTimeout(this.#limits.idleTimeoutMs, () =>
      outgoing.destroy(new EgressFault('idle_timeout', `${label} was silent for ${this.#limits.idleTimeoutMs} ms.`)),
    );
    outgoing.once('response', (answer) => {
      try {
        sendBack(answer, response, byUpstream);
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
      reject(stale ? new StaleConnection() : byUpstream ? upstreamUnreachable(error) : socketFault(error, label));
    });
    for (const chunk of begun) outgoing.write(chunk);
    if (hasBody(incoming) && !incoming.readableEnded) incoming.pipe(outgoing);
    else outgoing.end();
    return promise;
  }

  #open({ incoming, url, route }: Forwarded, reuse: boolean): ClientRequest {
    const headers = ['Host', url.host, ...endToEndHeaders(incoming.rawHeaders, ['host', 'expect'])];
    // Without it, Node would send the body of a GET unframed, and the site could take it for another request.
    if (incoming.headers['transfer-encoding'] !== undefined) headers.push('Transfer-Encoding', 'chunked');
    const method = incoming.method ?? 'GET';
    if ('upstream' in route && isAnsweredByUpstream(url, route)) {
      const path = `http://${url.host}${url.pathname}${url.search}`;
      const sent = { method, path, headers: [...headers, ...upstreamHeaders(route.upstream)], agent: this.#toUpstream };
      return httpRequest({ ...connectionTo(route.upstream), ...sent });
    }
    const options: SiteRequestOptions = {
      host: url.hostname,
      port: portOf(url),
      method,
      path: `${url.pathname}${url.search}`,
      headers,
      setHost: false,
      agent: reuse ? this.#kept : this.#single,
      url,
      route,
    };
    return httpRequest(options);
  }

  close(): void {
    for (const agent of [this.#kept, this.#single, this.#toUpstream]) agent.destroy();
  }
}

class StaleConnection extends Error {}

/** An upstream answers plain http for the site; through a tunnel, the site itself answers. */
function isAnsweredByUpstream(url: URL, route: Route): boolean {
  return 'upstream' in route && url.protocol !== 'https:';
}

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
