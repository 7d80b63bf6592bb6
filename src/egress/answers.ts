import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { EgressFailure, Refusal } from './refusal-log.ts';

/** What the proxy says in its own name: a status, a header that tells which record it belongs to, one plain sentence. */
export interface OwnAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const STATUS_TEXT: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  403: 'Forbidden',
  407: 'Proxy Authentication Required',
  502: 'Bad Gateway',
  504: 'Gateway Timeout',
};

export function refusedAnswer({ id, reason }: Refusal): OwnAnswer {
  return { status: 403, headers: { 'x-rote-refused': id }, body: `Rote refused this request: ${reason}\n` };
}

export function failedAnswer({ id, code, reason }: EgressFailure): OwnAnswer {
  const status = code === 'connect_timeout' || code === 'idle_timeout' || code === 'resolve_timeout' ? 504 : 502;
  return { status, headers: { 'x-rote-failed': id }, body: `Rote could not carry out this request: ${reason}\n` };
}

export const UNAUTHENTICATED: OwnAnswer = {
  status: 407,
  headers: { 'proxy-authenticate': 'Basic realm="rote"' },
  body: 'This proxy belongs to one run of Rote.\n',
};

export const SIGNED_IN: OwnAnswer = { status: 200, headers: {}, body: '' };

export const NOT_A_PROXY_REQUEST: OwnAnswer = {
  status: 400,
  headers: {},
  body: 'This is a forward proxy: ask it for a whole http:// address.\n',
};

function headersOf({ headers, body }: OwnAnswer): Record<string, string> {
  return {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
}

/** Answers a plain request; one whose answer has begun can only be cut off. */
export function answer(response: ServerResponse, own: OwnAnswer): void {
  if (response.headersSent) {
    cutOff(response);
    return;
  }
  response.writeHead(own.status, STATUS_TEXT[own.status], headersOf(own));
  response.end(own.body);
}

/** What was written still goes out: cut off before its first byte, a POST on a kept connection would be sent again by the browser. */
export function cutOff(response: ServerResponse): void {
  if (response.socket === null) response.destroy();
  else response.socket.destroySoon();
}

/** Answers a CONNECT or an upgrade, whose socket has left the HTTP server's hands, and ends it. */
export function answerRaw(socket: Duplex, own: OwnAnswer): void {
  if (socket.destroyed || !socket.writable) return;
  const head = Object.entries({ ...headersOf(own), connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${own.status} ${STATUS_TEXT[own.status]}\r\n${head.join('')}\r\n${own.body}`);
}
