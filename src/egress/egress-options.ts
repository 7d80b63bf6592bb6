import { createUpstreamPolicy, type UpstreamPolicy, type UrlPolicy } from '../guardrails/index.ts';
import { type Resolve, systemResolve } from './decide.ts';
import type { ConnectLimits } from './proxy/connect-site.ts';
import type { BrowserIdentity } from './read-only/browser-identity.ts';
import type { Refusal } from './refusal-log.ts';
import type { UpstreamSettings } from './upstream.ts';

export interface EgressOptions {
  policy: UrlPolicy;
  /** Default: the system's resolver, hosts file included. */
  resolve?: Resolve;
  upstream?: UpstreamSettings;
  /** Domain patterns of upstream proxies that the operator trusts, which may be private. Default: none. */
  upstreamProxies?: readonly string[];
  /** `host:port` of what belongs to Rote itself, which no run reaches, whatever the policy says; asked at every connection. Default: none. */
  closed?: () => readonly string[];
  /** Called with each refusal (for one host and rule: the first ten, then at 100, 1,000, …). Must not throw. */
  onRefused?: (refusal: Refusal) => void;
  /** Limit for connecting, all addresses together. Default 10,000. */
  connectTimeoutMs?: number;
  resolveTimeoutMs?: number;
  /**
   * Silence after which a connection is abandoned. Default 5 minutes: event streams and web sockets are silent for
   * long.
   */
  idleTimeoutMs?: number;
  /** What the browser was started to trust (`trustArgs`). Without it, the run cannot become read-only. */
  identity?: BrowserIdentity;
  /** Authorities (PEM) that may vouch for sites, instead of those that Node trusts. Only a read-only run needs any. */
  authorities?: readonly string[];
}

export type ProxyOptions = ConnectLimits &
  Required<Pick<EgressOptions, 'resolveTimeoutMs' | 'idleTimeoutMs' | 'policy' | 'resolve'>> & { upstreamPolicy: UpstreamPolicy };

export function withDefaults(options: EgressOptions, closing: AbortSignal): ProxyOptions {
  const { policy, resolve = systemResolve, authorities } = options;
  const upstreamPolicy = createUpstreamPolicy(options.upstreamProxies ?? []);
  const { connectTimeoutMs = 10_000, resolveTimeoutMs = 5_000, idleTimeoutMs = 300_000 } = options;
  return { policy, upstreamPolicy, resolve, connectTimeoutMs, resolveTimeoutMs, idleTimeoutMs, authorities, closing };
}
