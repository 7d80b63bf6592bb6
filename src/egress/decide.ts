import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { addressKind, type UpstreamPolicy, type UrlPolicy } from '../guardrails/index.ts';
import type { ClosedEndpoints } from './closed-endpoints.ts';
import { portOf } from './proxy/request-target.ts';
import type { FailureCode, RefusalRule } from './refusal-log.ts';
import type { Upstream } from './upstream.ts';

/** All addresses of a host name. An empty list or any rejection means that it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export type Decision =
  | { kind: 'direct'; addresses: readonly string[]; port: number }
  | { kind: 'upstream'; addresses: readonly string[]; port: number }
  | { kind: 'refused'; rule: Exclude<RefusalRule, 'read_only'>; reason: string }
  | { kind: 'failed'; code: FailureCode; reason: string };

/** The system's resolver, hosts file included. */
export const systemResolve: Resolve = async (host) => (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

/** Behind an upstream proxy, the local DNS often knows no public names, and some resolvers take long to say so. */
const UPSTREAM_RESOLVE_MS = 1_500;

interface DecideOptions {
  policy: UrlPolicy;
  resolve: Resolve;
  resolveTimeoutMs: number;
  upstream: Upstream | undefined;
  upstreamPolicy: UpstreamPolicy;
  closed: ClosedEndpoints;
}

/**
 * Checks the name, then all of its addresses; the result holds the addresses to connect to, of the site or of the upstream proxy, which
 * are never looked up again. An upstream proxy resolves names itself, so a name that is unknown here still goes there, but one that is
 * private here is refused. As in every browser, this machine itself is never reached through an upstream.
 */
export async function decide(url: URL, options: DecideOptions): Promise<Decision> {
  const { policy, resolve, resolveTimeoutMs, upstream, closed } = options;
  const byText = policy.checkUrl(url.href, 'request');
  if (!byText.ok) return { kind: 'refused', rule: byText.rule, reason: byText.reason };
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');
  const port = portOf(url);
  const waitMs = upstream ? Math.min(resolveTimeoutMs, UPSTREAM_RESOLVE_MS) : resolveTimeoutMs;
  const found = await addressesOf(host, resolve, waitMs);
  if (await closed.covers(host, 'kind' in found ? [] : found, port)) return ownService(url.host);
  if ('kind' in found) return upstream ? throughUpstream(upstream, port, options) : found;
  const byAddress = policy.checkAddresses(host, found);
  if (!byAddress.ok && byAddress.rule !== 'unresolved') return { kind: 'refused', rule: byAddress.rule, reason: byAddress.reason };
  if (!byAddress.ok)
    return upstream ? throughUpstream(upstream, port, options) : { kind: 'failed', code: 'name_not_resolved', reason: byAddress.reason };
  const here = found.every((address) => addressKind(address) === 'loopback' || addressKind(address) === 'unspecified');
  return upstream && !here ? throughUpstream(upstream, port, options) : { kind: 'direct', addresses: found, port };
}

function ownService(what: string): Decision {
  return { kind: 'refused', rule: 'own_service', reason: `${what} belongs to the Rote service itself, which no run may reach.` };
}

/** The upstream may have another address each time: it is judged where it is connected to. */
async function throughUpstream(
  upstream: Upstream,
  port: number,
  { resolve, resolveTimeoutMs, upstreamPolicy, closed }: DecideOptions,
): Promise<Decision> {
  const found = await addressesOf(upstream.host, resolve, resolveTimeoutMs);
  if ('kind' in found || found.length === 0)
    return { kind: 'failed', code: 'upstream_unreachable', reason: 'The upstream proxy cannot be reached: its name does not resolve.' };
  if (await closed.covers(upstream.host, found, upstream.port)) return ownService(`The upstream proxy ${upstream.url.host}`);
  const verdict = upstreamPolicy.checkAddresses(upstream, found);
  return verdict.ok ? { kind: 'upstream', addresses: found, port } : { kind: 'refused', rule: 'upstream_proxy', reason: verdict.reason };
}

/** Empty if they are unknown. */
export async function knownAddresses(host: string, resolve: Resolve, timeoutMs: number): Promise<readonly string[]> {
  const found = await addressesOf(host, resolve, timeoutMs);
  return 'kind' in found ? [] : found;
}

async function addressesOf(host: string, resolve: Resolve, timeoutMs: number): Promise<readonly string[] | Decision> {
  if (isIP(host) !== 0) return [host];
  const { promise: late, resolve: endLate } = Promise.withResolvers<Decision>();
  const timer = setTimeout(
    () => endLate({ kind: 'failed', code: 'resolve_timeout', reason: `DNS did not answer for ${host} within ${timeoutMs} ms.` }),
    timeoutMs,
  );
  try {
    return await Promise.race([resolve(host), late]);
  } catch {
    // Fail closed: whatever the reason (ENOTFOUND, EAI_AGAIN, EREFUSED, …), there is no address to check.
    return { kind: 'failed', code: 'name_not_resolved', reason: `The name ${host} does not resolve: check the spelling and DNS.` };
  } finally {
    clearTimeout(timer);
  }
}
