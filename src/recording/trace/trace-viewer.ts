import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { RoteError } from '../../contract/index.ts';
import { errnoOf } from '../errno.ts';

export interface TraceViewer {
  /** Open this in a browser. Valid until `close`. */
  url: string;
  close(): Promise<void>;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.zip': 'application/zip',
};

/**
 * The viewer shows recorded pages. It may load only from its own origin, so a recorded page cannot send anything out.
 * Snapshots need inline styles and data: URLs.
 */
const POLICY = [
  "default-src 'self' blob: data:",
  "script-src 'self' blob: 'unsafe-inline' 'wasm-unsafe-eval'",
  "style-src 'self' blob: data: 'unsafe-inline'",
  "frame-src 'self' blob: data:",
  "connect-src 'self' blob: data:",
  "form-action 'none'",
  "frame-ancestors 'self'",
  "base-uri 'self'",
].join('; ');

/**
 * Serves Playwright's static trace viewer and one trace.zip on a free loopback port, which makes it a separate origin.
 * The URL of the trace contains a random word, so another user of this machine cannot fetch it by guessing ports.
 * Throws TRACE_NOT_AVAILABLE if the file does not exist.
 */
export async function serveTraceViewer(traceZip: string): Promise<TraceViewer> {
  const found = await stat(traceZip).catch(() => undefined);
  if (found?.isFile() !== true) {
    throw new RoteError(
      'TRACE_NOT_AVAILABLE',
      `There is no trace at ${traceZip}: it was switched off, or could not be kept (see the run's warnings).`,
    );
  }
  const root = fileURLToPath(new URL('./lib/vite/traceViewer/', import.meta.resolve('playwright-core/package.json')));
  const tracePath = `/${randomBytes(16).toString('hex')}/trace.zip`;
  const server = createServer((request, response) => {
    answer(request, response, root, tracePath, traceZip).catch(() => response.destroy());
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', listening);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/index.html?trace=${encodeURIComponent(origin + tracePath)}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  tracePath: string,
  traceZip: string,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://viewer.invalid');
  // A request under another name comes from a web page that reached this address by DNS rebinding.
  if (!/^127\.0\.0\.1:\d+$/.test(request.headers.host ?? '') || (request.method !== 'GET' && request.method !== 'HEAD')) {
    response.writeHead(403).end();
    return;
  }
  const path = pathname === tracePath ? traceZip : join(root, decodeURIComponent(pathname));
  if (path !== traceZip && !path.startsWith(root.endsWith(sep) ? root : root + sep)) {
    response.writeHead(404).end();
    return;
  }
  const found = await stat(path).catch((error: unknown) => {
    if (errnoOf(error) === '') throw error;
    return undefined;
  });
  if (found?.isFile() !== true) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    'content-length': found.size,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(path), response);
}
