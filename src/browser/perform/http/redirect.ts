import { pageFailure } from '../../playwright/page-failure.ts';
import type { HttpAnswer, HttpRequest } from './http-exchange.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/**
 * Headers that another origin may receive. Everything else (authorization, cookies, API keys under any name) is
 * dropped.
 */
const HEADERS_FOR_OTHERS = new Set(['accept', 'accept-encoding', 'accept-language', 'user-agent']);
const BODY_HEADERS = new Set(['content-type', 'content-length', 'transfer-encoding']);

/** The sent cookies plus those that the answer sets: a login that redirects to the same origin needs them. */
function withNewCookies(sent: string | undefined, set: readonly string[]): string | undefined {
  const jar = new Map<string, string>();
  for (const pair of [...(sent ?? '').split(';'), ...set.map((one) => one.split(';')[0] ?? '')]) {
    const at = pair.indexOf('=');
    if (at > 0) jar.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  return jar.size === 0 ? undefined : [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}

function isUpgrade(from: URL, to: URL): boolean {
  return from.protocol === 'http:' && to.protocol === 'https:' && from.hostname === to.hostname && from.port === '' && to.port === '';
}

/**
 * The request that a redirect leads to; undefined when the answer is not a redirect. 303, and 301 or 302 after POST,
 * become GET without a body; 307 and 308 keep both. Another origin receives no cookie, authorization or custom header;
 * sending it the body is an error.
 */
export function nextHop(request: HttpRequest, answer: HttpAnswer): HttpRequest | undefined {
  const { location } = answer.headers;
  if (!REDIRECTS.has(answer.status) || location === undefined) return undefined;
  if (!URL.canParse(location, request.url)) {
    throw pageFailure('request_failed', `${request.method} ${request.url.host} redirects to an invalid address.`);
  }
  const url = new URL(location, request.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw pageFailure(
      'request_failed',
      `${request.method} ${request.url.host} redirects to a ${url.protocol} address, which is not followed.`,
    );
  }
  const toGet = (answer.status === 303 && request.method !== 'HEAD') || (answer.status < 303 && request.method === 'POST');
  const keepsBody = !toGet && request.body !== undefined;
  const sameOrigin = url.origin === request.url.origin;
  if (keepsBody && !sameOrigin && !isUpgrade(request.url, url)) {
    throw pageFailure(
      'request_failed',
      `${request.method} ${request.url.host} redirects its body to ${url.host}, which is not done: request that address itself.`,
    );
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    const isBody = BODY_HEADERS.has(name);
    if (isBody ? keepsBody : (sameOrigin && name !== 'cookie') || HEADERS_FOR_OTHERS.has(name)) headers[name] = value;
  }
  const cookie = sameOrigin ? withNewCookies(request.headers.cookie, answer.headers['set-cookie'] ?? []) : undefined;
  if (cookie !== undefined) headers.cookie = cookie;
  return { method: toGet ? 'GET' : request.method, url, headers, body: keepsBody ? request.body : undefined };
}
