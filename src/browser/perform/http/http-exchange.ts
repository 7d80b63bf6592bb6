import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import type { Deadline } from '../../../base/index.ts';
import type { SessionOptions } from '../../session/browser-session.ts';

export interface HttpRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string;
}

export interface HttpAnswer {
  status: number;
  statusText: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** The unpacked answer has more bytes than the limit. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
}

/** An agent that uses the run's egress proxy, for loopback too; without a proxy it connects directly. */
function agentFor(url: URL, proxy: SessionOptions['proxy']): http.Agent {
  const Agent: new (options: https.AgentOptions) => http.Agent = url.protocol === 'https:' ? https.Agent : http.Agent;
  if (proxy === undefined) return new Agent({ keepAlive: false });
  const server = new URL(proxy.server);
  server.username = encodeURIComponent(proxy.username ?? '');
  server.password = encodeURIComponent(proxy.password?.reveal() ?? '');
  const proxyEnv = { HTTP_PROXY: server.href, HTTPS_PROXY: server.href, NO_PROXY: '' };
  // The proxy of a read-only run checks the site's certificate; its own names no host.
  const trust = proxy.endsTls?.() && { ca: [proxy.identity!.certificate], checkServerIdentity: () => undefined };
  return new Agent({ keepAlive: false, proxyEnv, ...trust });
}

function unpacked(answer: IncomingMessage): Readable {
  switch (answer.headers['content-encoding']?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return answer.pipe(zlib.createGunzip());
    case 'br':
      return answer.pipe(zlib.createBrotliDecompress());
    case 'deflate':
      return answer.pipe(zlib.createInflate());
    default:
      return answer;
  }
}

function charset(answer: IncomingMessage): string {
  const named = /charset="?([\w-]+)/i.exec(answer.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(named).encoding;
  } catch {
    return 'utf-8'; // an unknown charset
  }
}

async function readBody(answer: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const source = unpacked(answer);
  answer.on('error', (error) => source.destroy(error));
  await pipeline(source, async (stream: AsyncIterable<Buffer>) => {
    for await (const chunk of stream) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new AnswerTooLarge(`more than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  });
  return new TextDecoder(charset(answer)).decode(Buffer.concat(chunks));
}

/**
 * Sends one HTTP request and reads its whole answer, without following redirects or retrying. Rejects with
 * AnswerTooLarge, the deadline's reason, or a system error (ECONNREFUSED, ENOTFOUND, …).
 */
export async function httpExchange(
  request: HttpRequest,
  limits: { maxBytes: number; proxy: SessionOptions['proxy'] },
  deadline: Deadline,
): Promise<HttpAnswer> {
  const agent = agentFor(request.url, limits.proxy);
  const { request: start } = request.url.protocol === 'https:' ? https : http;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sent = start(request.url, { method: request.method, headers: request.headers, agent, signal: deadline.signal }, resolve);
  sent.on('error', reject);
  sent.end(request.body);
  try {
    const answer = await deadline.race(promise);
    const body = await deadline.race(readBody(answer, limits.maxBytes));
    return { status: answer.statusCode ?? 0, statusText: answer.statusMessage ?? '', headers: answer.headers, body };
  } finally {
    sent.destroy();
    agent.destroy();
  }
}
