import { createUrlPolicy, type UrlPolicy, type UrlVerdict } from './url-policy.ts';

/** Where an upstream proxy is. `url` may hold its credentials. */
export interface UpstreamAddress {
  url: URL;
  /** A name, or an address without brackets. */
  host: string;
  port: number;
}

export type UpstreamVerdict = { ok: true } | { ok: false; reason: string };

/**
 * Decides which upstream proxies runs may use. The guardrails of the run do not count: they say where its pages may go, and who asks for
 * the run may set them. No reason contains credentials.
 */
export interface UpstreamPolicy {
  /** Judges by the text alone. */
  check(upstream: UpstreamAddress): UpstreamVerdict;
  /** Judges all addresses of the host. */
  checkAddresses(upstream: UpstreamAddress, addresses: readonly string[]): UpstreamVerdict;
}

/** Reads `proxy.server`: `http://host:port`, or `host:port`. Says what is wrong with anything else, without repeating it. */
export function parseUpstreamAddress(server: string): ({ ok: true } & UpstreamAddress) | { ok: false; reason: string } {
  const url = URL.parse(server.includes('://') ? server : `http://${server}`);
  if (url === null || url.hostname === '') return { ok: false, reason: 'is not a valid address: write it as http://host:port.' };
  if (url.protocol !== 'http:') return { ok: false, reason: `uses ${url.protocol.slice(0, -1)}, but only http:// proxies are supported.` };
  return { ok: true, url, host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 80 : Number(url.port) };
}

const HOW_TO_OPEN =
  'no run may use it as its proxy unless the operator lists it in ROTE_UPSTREAM_PROXIES (--upstream-proxies), whatever allow_private_networks says';

/**
 * `listed`: the domain patterns of the operator (`proxy.internal:3128`, `*.corp.example`), whose hosts may be private. Every other upstream
 * must be public. Throws VALIDATION_FAILED that names every entry that is not a pattern.
 */
export function createUpstreamPolicy(listed: readonly string[]): UpstreamPolicy {
  const byOperator = createUrlPolicy({ allowed_domains: [...listed], blocked_domains: [], allow_private_networks: true });
  const byDefault = createUrlPolicy({ allowed_domains: null, blocked_domains: [], allow_private_networks: false }, HOW_TO_OPEN);
  /** A listed host is judged by the list. If that refuses it (a metadata address behind a wildcard), so does the default. */
  const judge = (upstream: UpstreamAddress, ask: (policy: UrlPolicy) => UrlVerdict): UpstreamVerdict => {
    if (byOperator.checkUrl(upstream.url.href, 'request').ok && ask(byOperator).ok) return { ok: true };
    const verdict = ask(byDefault);
    return verdict.ok ? verdict : { ok: false, reason: `The upstream proxy was refused: ${verdict.reason}` };
  };
  return {
    check: (upstream) => judge(upstream, (policy) => policy.checkUrl(upstream.url.href, 'request')),
    checkAddresses: (upstream, addresses) => judge(upstream, (policy) => policy.checkAddresses(upstream.host, addresses)),
  };
}
