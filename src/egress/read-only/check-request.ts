import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { safeMethods } from '../../base/index.ts';

/** A request whose method may change something. */
export interface UnsafeRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** '' if it is compressed. */
  readonly body: string;
  /** False for a compressed body, and for the beginning of a longer one. */
  readonly isWholeBody: boolean;
  /** A form is sent to open a page. */
  readonly isNavigation: boolean;
}

/** Decides what a read-only run may send although its method may change something. `reason` says what to do. Must not throw. */
export type RequestJudge = (request: UnsafeRequest) => { ok: true } | { ok: false; reason: string };

export type CheckedRequest =
  /** `begun`: what was read of the body. */
  { ok: true; begun: readonly Buffer[] } | { ok: false; reason: string; isNavigation: boolean };

const MAX_JUDGED_BYTES = 1024 * 1024;

/** With these, frameworks take a request for one of another method. */
const METHOD_OVERRIDES = ['x-http-method-override', 'x-http-method', 'x-method-override'];

/**
 * Whether a read-only run may send this. Reads the body of an unsafe request as far as it is judged. Rejects if the
 * client goes away meanwhile.
 */
export async function checkRequest(request: IncomingMessage, url: URL, judge: RequestJudge): Promise<CheckedRequest> {
  const { method = 'GET', headers } = request;
  const isNavigation = opensPage(headers);
  const where = `${method} ${url.host}${url.pathname}`;
  if (headers.upgrade !== undefined && headers.upgrade.toLowerCase() !== 'websocket') {
    const reason = `${where} asks for another protocol than web sockets, and this run is read-only.`;
    return { ok: false, reason, isNavigation };
  }
  const override = METHOD_OVERRIDES.find((name) => headers[name] !== undefined && !safeMethods.has(String(headers[name]).toUpperCase()));
  if (override !== undefined) {
    const reason = `${where} has the header ${override}, which makes it a request of another method, and this run is read-only.`;
    return { ok: false, reason, isNavigation };
  }
  if (safeMethods.has(method)) return { ok: true, begun: [] };
  const { begun, isWhole } = await beginReading(request);
  const isPlain = (headers['content-encoding'] ?? 'identity') === 'identity';
  const body = isPlain ? Buffer.concat(begun).toString('utf8') : '';
  const verdict = judge({ method, url, headers, body, isWholeBody: isWhole && isPlain, isNavigation });
  if (verdict.ok) return { ok: true, begun };
  // A browser that is answered while it sends sees a broken connection.
  if (!isWhole) await finished(request.resume());
  return { ok: false, reason: verdict.reason, isNavigation };
}

/** Over http, browsers do not say for what they ask; then it may be a frame. */
function opensPage(headers: IncomingHttpHeaders): boolean {
  const purpose = headers['sec-fetch-dest'];
  return purpose === undefined ? headers['upgrade-insecure-requests'] !== undefined : purpose === 'document';
}

async function beginReading(request: IncomingMessage): Promise<{ begun: Buffer[]; isWhole: boolean }> {
  const begun: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    begun.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_JUDGED_BYTES) return { begun, isWhole: false };
  }
  return { begun, isWhole: true };
}
