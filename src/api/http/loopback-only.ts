import type { IncomingHttpHeaders } from 'node:http';
import { RoteError } from '../../contract/index.ts';

/**
 * Without keys, any page in the user's browser could send requests in the user's name. Throws UNAUTHORIZED for a host
 * name that is not this machine's (a foreign name that resolves here), and for a request by another site's page.
 */
export function checkLoopback(headers: IncomingHttpHeaders, method: string): void {
  const name = hostOf(`http://${headers.host ?? ''}`);
  if (!isLoopback(name))
    throw new RoteError(
      'UNAUTHORIZED',
      'Without keys, this service accepts only host names of this machine, such as localhost or 127.0.0.1.',
    );
  const { origin } = headers;
  const foreign = origin === undefined ? isCrossSite(headers, method) : !isLoopback(hostOf(origin));
  if (foreign) throw new RoteError('UNAUTHORIZED', 'Without keys, this service refuses requests from pages of other sites.');
}

/** A page of another site may link to this service, but load nothing from it. */
function isCrossSite(headers: IncomingHttpHeaders, method: string): boolean {
  return headers['sec-fetch-site'] === 'cross-site' && !(method === 'GET' && headers['sec-fetch-mode'] === 'navigate');
}

function hostOf(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null || !/^https?:$/.test(parsed.protocol) ? '' : parsed.hostname;
}

function isLoopback(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name);
}
