import { isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { EgressFault, socketFault } from '../egress-fault.ts';
import { type ReachedUpstream, tunnelThrough } from '../upstream.ts';
import { certificateFault } from './certificate-fault.ts';
import { connectTo } from './connect.ts';
import { portOf } from './request-target.ts';

export type Route = { addresses: readonly string[] } | { upstream: ReachedUpstream };

export interface ConnectLimits {
  /** For all addresses together, and for TLS. */
  connectTimeoutMs: number;
  closing: AbortSignal;
  /** PEM, instead of the authorities that Node trusts. */
  authorities?: readonly string[] | undefined;
}

/** A connection to the site, and what it sent already; or an EgressFault. */
export async function connectSite(url: URL, route: Route, limits: ConnectLimits): Promise<{ socket: Socket; head: Buffer }> {
  const { connectTimeoutMs, closing } = limits;
  const port = portOf(url);
  if ('upstream' in route) return tunnelThrough(route.upstream, `${url.hostname}:${port}`, connectTimeoutMs, closing);
  const socket = await connectTo({ addresses: route.addresses, port, label: url.host }, connectTimeoutMs, closing);
  return { socket, head: Buffer.alloc(0) };
}

/** A connection over which HTTP can be spoken: for https and wss, TLS with a certificate that was checked. Else an EgressFault. */
export async function connectForHttp(url: URL, route: Route, limits: ConnectLimits): Promise<Socket> {
  const { socket, head } = await connectSite(url, route, limits);
  if (head.length > 0) socket.unshift(head);
  return url.protocol === 'https:' || url.protocol === 'wss:' ? secure(socket, url, limits) : socket;
}

function secure(socket: Socket, url: URL, { connectTimeoutMs, authorities }: ConnectLimits): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');
  const secured = connectTls({
    socket,
    host,
    ...(isIP(host) === 0 && { servername: host }),
    ALPNProtocols: ['http/1.1'],
    // Not left to NODE_TLS_REJECT_UNAUTHORIZED.
    rejectUnauthorized: true,
    ...(authorities && { ca: [...authorities] }),
  });
  const timer = setTimeout(
    () => secured.destroy(new EgressFault('connect_timeout', `${url.host} did not answer in time.`)),
    connectTimeoutMs,
  );
  const onError = (error: Error) => {
    socket.destroy();
    reject(certificateFault(error, url.host) ?? socketFault(error, url.host));
  };
  secured.once('error', onError);
  secured.once('close', () => clearTimeout(timer));
  secured.once('secureConnect', () => {
    clearTimeout(timer);
    secured.off('error', onError);
    resolve(secured);
  });
  return promise;
}
