import type { IncomingMessage } from 'node:http';

/**
 * Answered by the proxy itself once the credentials are right: a browser can learn them without a request to any site.
 */
export const SIGN_IN_URL = 'http://sign-in.rote.invalid/';

/**
 * `host:port` of a CONNECT request as a URL, or undefined. Port 80 is how browsers open ws://, every other port is TLS.
 */
export function connectTarget(authority: string): URL | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[^\s:@/?#\\[\]]+):(\d{1,5})$/i.exec(authority);
  if (match === null) return undefined;
  const port = Number(match[2]);
  if (port < 1 || port > 65_535) return undefined;
  return URL.parse(`${port === 80 ? 'ws' : 'https'}://${match[1]}:${port}/`) ?? undefined;
}

/** The URL of a request in absolute form, or undefined: requests to a proxy name whole http addresses. */
export function absoluteTarget(request: IncomingMessage): URL | undefined {
  const url = /^(?:http|ws):\/\//i.test(request.url ?? '') ? URL.parse(request.url!) : null;
  return url === null || url.hostname === '' ? undefined : url;
}

/** The port to connect to. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' || url.protocol === 'wss:' ? 443 : 80;
}
