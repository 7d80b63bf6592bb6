import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { EgressFault } from '../egress-fault.ts';
import { endToEndHeaders } from './proxy-headers.ts';
import { splice } from './splice.ts';

interface UpgradeOptions {
  request: IncomingMessage;
  client: Duplex;
  /** What the client sent after its request. */
  head: Buffer;
  url: URL;
  /** Connected to the checked address. */
  socket: Socket;
  idleMs: number;
}

/**
 * Opens a web socket requested in absolute form, as clients other than browsers do. Only a 101 joins the two sockets:
 * until the site has switched protocols, what the client sends next would be another request, which the policy has not
 * checked. Rejects with an EgressFault or a socket error before that.
 */
export function upgrade({ request, client, head, url, socket, idleMs }: UpgradeOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const outgoing = httpRequest({
    method: request.method ?? 'GET',
    path: `${url.pathname}${url.search}`,
    headers: [
      'Host',
      url.host,
      ...endToEndHeaders(request.rawHeaders, ['host']),
      'Connection',
      'Upgrade',
      'Upgrade',
      request.headers.upgrade ?? 'websocket',
    ],
    setHost: false,
    createConnection: () => socket,
  });
  outgoing.setTimeout(idleMs, () => outgoing.destroy(new EgressFault('idle_timeout', `${url.host} was silent for ${idleMs} ms.`)));
  client.once('close', () => outgoing.destroy());
  outgoing.once('upgrade', (answer, site, early) => {
    client.write(
      `HTTP/1.1 101 Switching Protocols\r\n${headerLines(answer)}Connection: Upgrade\r\nUpgrade: ${answer.headers.upgrade}\r\n\r\n`,
    );
    if (early.length > 0) client.write(early);
    if (head.length > 0) site.write(head);
    splice(client, site as Socket, idleMs);
    resolve();
  });
  outgoing.once('response', (answer) => {
    client.write(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n${headerLines(answer)}Connection: close\r\n\r\n`);
    answer.pipe(client);
    resolve();
  });
  outgoing.once('error', reject);
  outgoing.end();
  return promise;
}

function headerLines(answer: IncomingMessage): string {
  const raw = endToEndHeaders(answer.rawHeaders);
  let lines = '';
  for (let at = 0; at < raw.length; at += 2) lines += `${raw[at]}: ${raw[at + 1]}\r\n`;
  return lines;
}
