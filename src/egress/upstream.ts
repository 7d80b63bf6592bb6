import { type ClientRequest, request as httpRequest } from 'node:http';
import { isIPv6, type LookupFunction, type Socket } from 'node:net';
import { RoteError } from '../contract/index.ts';
import { parseUpstreamAddress, type UpstreamAddress, type UpstreamPolicy } from '../guardrails/index.ts';
import { Secret } from '../secrets/index.ts';
import { EgressFault } from './egress-fault.ts';

/** As in a run config. `server` is `http://host:port`, with or without credentials in it. */
export interface UpstreamSettings {
  server: string;
  username?: string | undefined;
  password?: string | Secret | undefined;
}

/** The policy of pages does not apply to it, an UpstreamPolicy does. */
export interface Upstream extends UpstreamAddress {
  /** Value of Proxy-Authorization. */
  authorization: Secret | undefined;
}

/** An upstream, and the checked addresses at which it is reached. */
export interface ReachedUpstream extends Upstream {
  addresses: readonly string[];
}

/**
 * Throws VALIDATION_FAILED for anything but an http proxy, GUARDRAIL_BLOCKED for one that the policy refuses; no message holds a password.
 */
export function parseUpstream({ server, username, password }: UpstreamSettings, policy: UpstreamPolicy): Upstream {
  const address = parseUpstreamAddress(server);
  if (!address.ok) throw new RoteError('VALIDATION_FAILED', `The upstream proxy ${address.reason}`);
  const verdict = policy.check(address);
  if (!verdict.ok) throw new RoteError('GUARDRAIL_BLOCKED', verdict.reason);
  const { url, host, port } = address;
  const user = username ?? decodeURIComponent(url.username);
  const secret = password instanceof Secret ? password.reveal() : (password ?? decodeURIComponent(url.password));
  const authorization =
    user === '' && secret === '' ? undefined : new Secret(`Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`);
  return { url, host, port, authorization };
}

/** How a connection to the upstream is opened: its name is not looked up again. */
export function connectionTo({ host, port, addresses }: ReachedUpstream): { host: string; port: number; lookup: LookupFunction } {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  const lookup: LookupFunction = (_host, { all }, done) => (all ? done(null, found) : done(null, found[0]!.address, found[0]!.family));
  return { host, port, lookup };
}

export function upstreamHeaders({ authorization }: Upstream): string[] {
  return authorization === undefined ? [] : ['Proxy-Authorization', authorization.reveal()];
}

/** A tunnel through the upstream to `authority` (`host:port`), or an EgressFault. */
export async function tunnelThrough(
  upstream: ReachedUpstream,
  authority: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<{ socket: Socket; head: Buffer }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ socket: Socket; head: Buffer }>();
  const asked: ClientRequest = httpRequest({
    ...connectionTo(upstream),
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
