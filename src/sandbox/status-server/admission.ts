import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { RoteError } from '../../contract/index.ts';

/** Throws UNAUTHORIZED unless the header is `Bearer <token>`. Compares in constant time. */
export function checkBearer(header: string | undefined, token: string): void {
  const given = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? '';
  if (timingSafeEqual(digest(given), digest(token))) return;
  throw new RoteError('UNAUTHORIZED', "This run's status needs its token: send it as Authorization: Bearer <token>.");
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/**
 * Throws UNAUTHORIZED for a name in the Host header that is not ours: a web page may have made its own name point here (DNS rebinding). A server
 * on loopback accepts loopback's names; one on a private network also accepts any address.
 */
export function checkHost(header: string | undefined, listenHost: string): void {
  const name = URL.parse(`http://${header ?? ''}`)?.hostname.replace(/^\[|\]$/g, '') ?? '';
  const loopback = name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
  if (loopback || (!isLoopback(listenHost) && (isIP(name) !== 0 || name === listenHost))) return;
  throw new RoteError('UNAUTHORIZED', `The status server of a run does not answer to the name "${name}": use its address.`);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
