import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import { answer, answerRaw, NOT_A_PROXY_REQUEST } from '../proxy/answers.ts';
import type { BrowserIdentity } from './browser-identity.ts';

interface OpenedTunnelsOptions {
  identity: BrowserIdentity;
  maxHeaderBytes: number;
  onRequest(request: IncomingMessage, response: ServerResponse, url: URL): void;
  onUpgrade(request: IncomingMessage, client: Duplex, head: Buffer, url: URL): void;
}

/** First byte of a TLS handshake. */
const TLS_HANDSHAKE = 0x16;

/**
 * Speaks HTTP/1.1 inside the tunnels that the browser asks for, over TLS or plain as the browser does, so that its requests can be judged
 * one by one. The host is that of the CONNECT, whatever a request names.
 */
export class OpenedTunnels {
  readonly #secureContext: ReturnType<typeof createSecureContext>;
  readonly #server;
  readonly #origins = new WeakMap<Duplex, string>();

  constructor({ identity, maxHeaderBytes, onRequest, onUpgrade }: OpenedTunnelsOptions) {
    this.#secureContext = createSecureContext({ key: identity.key, cert: identity.certificate, minVersion: 'TLSv1.2' });
    this.#server = createServer({ maxHeaderSize: maxHeaderBytes, requestTimeout: 0, keepAliveTimeout: 0 });
    this.#server.on('request', (request, response) => {
      const url = this.#target(request, 'http');
      if (url === undefined) answer(response, NOT_A_PROXY_REQUEST);
      else onRequest(request, response, url);
    });
    this.#server.on('upgrade', (request, client, head) => {
      const url = this.#target(request, 'ws');
      if (url === undefined) answerRaw(client, NOT_A_PROXY_REQUEST);
      else onUpgrade(request, client, head, url);
    });
    this.#server.on('clientError', (_error, client) => answerRaw(client, NOT_A_PROXY_REQUEST));
  }

  /** Takes over a tunnel that was granted. `authority`: its host and port. */
  open(client: Duplex, head: Buffer, authority: string): void {
    if (head.length > 0) client.unshift(head);
    client.once('data', (first: Buffer) => {
      client.pause();
      client.unshift(first);
      const isTls = first[0] === TLS_HANDSHAKE;
      const inside = isTls ? this.#secure(client) : client;
      this.#origins.set(inside, `${isTls ? 's' : ''}://${authority}`);
      this.#server.emit('connection', inside);
      if (!isTls) inside.resume();
    });
  }

  #secure(client: Duplex): Duplex {
    // Types ask for a net.Socket, which is what the server hands over for a CONNECT.
    const secured = new TLSSocket(client as never, { isServer: true, secureContext: this.#secureContext, ALPNProtocols: ['http/1.1'] });
    // The browser does not trust the key, or has gone.
    secured.on('error', () => client.destroy());
    client.once('close', () => secured.destroy());
    return secured;
  }

  #target(request: IncomingMessage, scheme: 'http' | 'ws'): URL | undefined {
    const origin = this.#origins.get(request.socket);
    // A whole address would name a host that the tunnel does not lead to.
    if (origin === undefined || request.url?.startsWith('/') !== true) return undefined;
    return URL.parse(`${scheme}${origin}${request.url}`) ?? undefined;
  }
}
