import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { addressKind, type UrlPolicy, type UrlRule } from '../guardrails/index.ts';
import { portOf } from './proxy/request-target.ts';
import type { FailureCode } from './refusal-log.ts';

/** All addresses of a host name. An empty list or any rejection means that it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export type Decision =
  | { kind: 'direct'; addresses: readonly string[]; port: number }
  | { kind: 'upstream'; port: number }
  | { kind: 'refused'; rule: UrlRule; reason: string }
  | { kind: 'failed'; code: FailureCode; reason: string };

/** The system's resolver, hosts file included. */
export const systemResolve: Resolve = async (host) => (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

/** Behind an upstream proxy, the local DNS often knows no public names, and some resolvers take long to say so. */
const UPSTREAM_RESOLVE_MS = 1_500;

interface DecideOptions {
  policy: UrlPolicy;
  resolve: Resolve;
  resolveTimeoutMs: number;
  hasUpstream: boolean;
}

/**
 * Checks the name, then all of its addresses; the result holds the addresses to connect to, which are never looked up
 * again. An upstream proxy resolves names itself, so a name that is unknown here still goes there, but one that is
 * private here is refused. As in every browser, this machine itself is never reached through an upstream.
 */
export async function decide(url: URL, { policy, resolve, resolveTimeoutMs, hasUpstream }: DecideOptions): Promise<Decision> {
  const byText = policy.checkUrl(url.href, 'request');
  if (!byText.ok) return { kind: 'refused', rule: byText.rule, reason: byText.reason };
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');
  const port = portOf(url);
  const waitMs = hasUpstream ? Math.min(resolveTimeoutMs, UPSTREAM_RESOLVE_MS) : resolveTimeoutMs;
  const found = isIP(host) === 0 ? await resolveWithin(host, resolve, waitMs) : [host];
  if ('kind' in found) return hasUpstream ? { kind: 'upstream', port } : found;
  const byAddress = policy.checkAddresses(host, found);
  if (!byAddress.ok && byAddress.rule !== 'unresolved') return { kind: 'refused', rule: byAddress.rule, reason: byAddress.reason };
  if (!byAddress.ok)
    return hasUpstream ? { kind: 'upstream', port } : { kind: 'failed', code: 'name_not_resolved', reason: byAddress.reason };
  const here = found.every((address) => addressKind(address) === 'loopback' || addressKind(address) === 'unspecified');
  return hasUpstream && !here ? { kind: 'upstream', port } : { kind: 'direct', addresses: found, port };
}

async function resolveWithin(host: string, resolve: Resolve, timeoutMs: number): Promise<readonly string[] | Decision> {
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
