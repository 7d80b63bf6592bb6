import { type ClientRequest, request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { RoteError } from '../contract/index.ts';
import { Secret } from '../secrets/index.ts';
import { EgressFault } from './egress-fault.ts';

/** As in a run config. `server` is `http://host:port`, with or without credentials in it. */
export interface UpstreamSettings {
  server: string;
  username?: string | undefined;
  password?: string | Secret | undefined;
}

/** The operator's proxy. The policy does not apply to it: the policy is about where pages go. */
export interface Upstream {
  host: string;
  port: number;
  /** Value of Proxy-Authorization. */
  authorization: Secret | undefined;
}

/** Throws VALIDATION_FAILED for anything but an http proxy; the message never holds a password. */
export function parseUpstream({ server, username, password }: UpstreamSettings): Upstream {
  const url = URL.parse(server.includes('://') ? server : `http://${server}`);
  if (url === null || url.hostname === '')
    throw new RoteError('VALIDATION_FAILED', 'The upstream proxy is not a valid address: write it as http://host:port.');
  if (url.protocol !== 'http:')
    throw new RoteError(
      'VALIDATION_FAILED',
      `The upstream proxy uses ${url.protocol.slice(0, -1)}, but only http:// proxies are supported.`,
    );
  const user = username ?? decodeURIComponent(url.username);
  const secret = password instanceof Secret ? password.reveal() : (password ?? decodeURIComponent(url.password));
  const authorization =
    user === '' && secret === '' ? undefined : new Secret(`Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 80 : Number(url.port), authorization };
}

export function upstreamHeaders({ authorization }: Upstream): string[] {
  return authorization === undefined ? [] : ['Proxy-Authorization', authorization.reveal()];
}

/** A tunnel through the upstream to `authority` (`host:port`), or an EgressFault. */
export async function tunnelThrough(
  upstream: Upstream,
  authority: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<{ socket: Socket; head: Buffer }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ socket: Socket; head: Buffer }>();
  const asked: ClientRequest = httpRequest({
    host: upstream.host,
    port: upstream.port,
    method: 'CONNECT',
    path: authority,
    headers: ['Host', authority, ...upstreamHeaders(upstream)],
    agent: false,
    signal,
  });
  const timer = setTimeout(
    () => asked.destroy(new EgressFault('connect_timeout', 'The upstream proxy did not answer in time.')),
    timeoutMs,
  );
  asked.once('connect', (answer, socket, head) => {
    clearTimeout(timer);
    if (answer.statusCode === 200) return resolve({ socket: socket as Socket, head });
    socket.destroy();
    reject(upstreamFault(answer.statusCode ?? 0));
  });
  asked.once('response', (answer) => {
    answer.destroy();
    reject(upstreamFault(answer.statusCode ?? 0));
  });
  asked.once('error', (error) => reject(upstreamUnreachable(error)));
  asked.end();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

/** The fault for a status other than 200 of the upstream itself. */
export function upstreamFault(status: number): EgressFault {
  return status === 407
    ? new EgressFault('upstream_auth', 'The upstream proxy rejected the credentials.')
    : new EgressFault('upstream_refused', `The upstream proxy refused the connection (status ${status}).`);
}

export function upstreamUnreachable(error: unknown): EgressFault {
  return error instanceof EgressFault ? error : new EgressFault('upstream_unreachable', 'The upstream proxy cannot be reached.', error);
}
