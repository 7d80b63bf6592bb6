import type { IncomingHttpHeaders } from 'node:http';
import { RoteError } from '../../contract/index.ts';

/**
 * Where no key is needed, any page in the user's browser could ask in the user's name. Throws UNAUTHORIZED for a request under a name that is
 * not this machine's (a foreign name that was pointed here), and for one that another site's page makes.
 */
export function checkLoopback(headers: IncomingHttpHeaders, method: string): void {
  const name = hostOf(`http://${headers.host ?? ''}`);
  if (!isLoopback(name))
    throw new RoteError(
      'UNAUTHORIZED',
      'Without keys, this service answers to names of this machine only, such as localhost or 127.0.0.1.',
    );
  const { origin } = headers;
  const foreign = origin === undefined ? isCrossSite(headers, method) : !isLoopback(hostOf(origin));
  if (foreign) throw new RoteError('UNAUTHORIZED', 'Pages of other sites may not use this service: it needs no key.');
}

/** A link to this service may be followed from anywhere; nothing else may be loaded from here by a page of another site. */
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
