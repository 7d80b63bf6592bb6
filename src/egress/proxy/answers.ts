import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type EgressFailure, type Refusal, wasSent } from '../refusal-log.ts';
import { NOT_SENT_HEADER } from './proxy-headers.ts';
import { SIGN_IN_URL } from './request-target.ts';

/** An answer by the proxy itself: a status, a header with the id of its record, one plain sentence. */
export interface ProxyAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const STATUS_TEXT: Readonly<Record<number, string>> = {
  200: 'OK',
  204: 'No Content',
  400: 'Bad Request',
  403: 'Forbidden',
  407: 'Proxy Authentication Required',
  502: 'Bad Gateway',
  504: 'Gateway Timeout',
};

export function refusedAnswer({ id, reason, isNavigation }: Refusal): ProxyAnswer {
  const headers = { 'x-rote-refused': id, [NOT_SENT_HEADER]: id };
  // A browser that gets no content stays on the page from which it sent the form.
  if (isNavigation) return { status: 204, headers, body: '' };
  return { status: 403, headers, body: `Rote refused this request: ${reason}\n` };
}

export function failedAnswer({ id, code, reason }: EgressFailure): ProxyAnswer {
  const status = code === 'connect_timeout' || code === 'idle_timeout' || code === 'resolve_timeout' ? 504 : 502;
  const headers = { 'x-rote-failed': id, ...(!wasSent(code) && { [NOT_SENT_HEADER]: id }) };
  return { status, headers, body: `Rote could not complete this request: ${reason}\n` };
}

export const UNAUTHENTICATED: ProxyAnswer = {
  status: 407,
  headers: { 'proxy-authenticate': 'Basic realm="rote"' },
  body: 'This proxy belongs to one run of Rote.\n',
};

const OWN_ANSWERS: ReadonlyMap<string, ProxyAnswer> = new Map([
  [SIGN_IN_URL, { status: 200, headers: {}, body: '' }],
  // After a certificate error, Chromium asks Google whether this network wants a login page. No flag turns it off.
  ['http://connectivitycheck.gstatic.com/generate_204', { status: 204, headers: {}, body: '' }],
]);

/** What the proxy answers itself, without a request to any site; undefined for everything else. */
export function ownAnswer({ href }: URL): ProxyAnswer | undefined {
  return OWN_ANSWERS.get(href);
}

export const NOT_A_PROXY_REQUEST: ProxyAnswer = {
  status: 400,
  headers: {},
  body: 'This is a forward proxy: send it a request with a whole http:// address.\n',
};

function headersOf({ status, headers, body }: ProxyAnswer): Record<string, string> {
  if (status === 204) return { 'cache-control': 'no-store', ...headers };
  return {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
}

/** Answers a plain request. If an answer has begun already, only cuts the connection. */
export function answer(response: ServerResponse, own: ProxyAnswer): void {
  if (response.headersSent) {
    cutOff(response);
    return;
  }
  response.writeHead(own.status, STATUS_TEXT[own.status], headersOf(own));
  response.end(own.body);
}

/** Flushes what was written: a browser repeats a POST on a kept connection that is cut before the first byte. */
export function cutOff(response: ServerResponse): void {
  if (response.socket === null) response.destroy();
  else response.socket.destroySoon();
}

/** Answers a CONNECT or an upgrade, whose socket the HTTP server has handed over, and ends it. */
export function answerRaw(socket: Duplex, own: ProxyAnswer): void {
  if (socket.destroyed || !socket.writable) return;
  const head = Object.entries({ ...headersOf(own), connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${own.status} ${STATUS_TEXT[own.status]}\r\n${head.join('')}\r\n${own.body}`);
}
