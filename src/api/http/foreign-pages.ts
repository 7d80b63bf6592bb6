import type { IncomingHttpHeaders } from 'node:http';
import { safeMethods } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';

/**
 * Throws UNAUTHORIZED for a request that would change something and that a page of another origin made, whatever its key: another port of this
 * machine is another origin. What is no browser (curl, an SDK) sends neither header and passes.
 */
export function checkOrigin({ origin, host, ...headers }: IncomingHttpHeaders, method: string): void {
  if (safeMethods.has(method)) return;
  const site = headers['sec-fetch-site'];
  // A browser lets no page set this header. Where it sends none (plain http to another machine), the origin has to be the address that was asked.
  const isOwn = site === undefined ? origin === undefined || isAddressed(origin, host) : site === 'same-origin' || site === 'none';
  if (!isOwn) throw new RoteError('UNAUTHORIZED', 'This service takes no changes from pages of other origins, other ports included.');
}

/**
 * Without keys, any page in the user's browser could send requests in the user's name. Throws UNAUTHORIZED for a host
 * name that is not this machine's (a foreign name that resolves here), and for a request by another site's page.
 */
export function checkLoopback(headers: IncomingHttpHeaders, method: string): void {
  const name = urlOf(`http://${headers.host ?? ''}`)?.hostname;
  if (!isLoopback(name))
    throw new RoteError(
      'UNAUTHORIZED',
      'Without keys, this service accepts only host names of this machine, such as localhost or 127.0.0.1.',
    );
  const { origin } = headers;
  const foreign = origin === undefined ? isCrossSite(headers, method) : !isLoopback(urlOf(origin)?.hostname);
  if (foreign) throw new RoteError('UNAUTHORIZED', 'Without keys, this service refuses requests from pages of other sites.');
}

/** A page of another site may link to this service, but load nothing from it. */
function isCrossSite(headers: IncomingHttpHeaders, method: string): boolean {
  return headers['sec-fetch-site'] === 'cross-site' && !(method === 'GET' && headers['sec-fetch-mode'] === 'navigate');
}

function isAddressed(origin: string, host: string | undefined): boolean {
  const page = urlOf(origin);
  return page !== undefined && page.host === urlOf(`${page.protocol}//${host ?? ''}`)?.host;
}

function urlOf(text: string): URL | undefined {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) ? url : undefined;
}

function isLoopback(name = ''): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name);
}
