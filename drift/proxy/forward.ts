import { type IncomingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Forwarded {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Headers that belong to one connection, or that would make the answer unreadable for the proxy. */
const DROPPED_HEADERS = new Set([
  'host',
  'connection',
  'proxy-connection',
  'keep-alive',
  'accept-encoding',
  'content-length',
  'transfer-encoding',
]);

/** Sends a request to the application. Rejects when it cannot be reached or `signal` aborts. */
export async function forward(
  origin: string,
  asked: { method: string; path: string; headers: IncomingHttpHeaders; body: Buffer },
  signal: AbortSignal,
): Promise<Forwarded> {
  const headers: Record<string, string | string[]> = { 'accept-encoding': 'identity' };
  for (const [name, value] of Object.entries(asked.headers)) {
    if (value !== undefined && !DROPPED_HEADERS.has(name)) headers[name] = value;
  }
  if (asked.body.length > 0 || asked.method === 'POST') headers['content-length'] = String(asked.body.length);
  const { promise, resolve, reject } = Promise.withResolvers<Forwarded>();
  const call = request(new URL(asked.path, origin), { method: asked.method, headers, signal }, (answer) => {
    buffer(answer).then((body) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body }), reject);
  });
  call.on('error', reject);
  call.end(asked.body);
  return promise;
}
