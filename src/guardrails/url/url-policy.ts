import { shorten } from '../../base/index.ts';
import { type GuardrailSettings, RoteError } from '../../contract/index.ts';
import { type AddressKind, addressKind, canonicalAddress } from './address.ts';
import { DEFAULT_BLOCKED_DOMAINS } from './default-blocked-domains.ts';
import { coversGlob, type DomainGlob, type GlobIndex, indexGlobs, parseDomainGlob } from './domain-glob.ts';
import { hostKind, parseHost } from './host-names.ts';

export type UrlRule = 'malformed' | 'scheme' | 'credentials' | 'private_network' | 'blocked_domain' | 'domain_not_allowed' | 'unresolved';

/** `url` is normalised, without user name, password and fragment. `reason` is one sentence for people, without path and query. */
export type UrlVerdict = { ok: true; url: string } | { ok: false; rule: UrlRule; reason: string };

/** Pure and synchronous; never throws. The page layer and the egress proxy share it. */
export interface UrlPolicy {
  /**
   * Judges by the text alone. `navigation`: what may be in the address bar (http, https, about:blank; no credentials). `request`: what
   * may go over the network (http, https, ws, wss; with credentials, since pages send them in headers anyway).
   */
  checkUrl(url: string, use: 'navigation' | 'request'): UrlVerdict;
  /** Judges the addresses of `host`: each must be allowed. An empty list is `unresolved`. */
  checkAddresses(host: string, addresses: readonly string[]): UrlVerdict;
}

interface DomainSettings extends Pick<GuardrailSettings, 'allowed_domains' | 'blocked_domains' | 'allow_private_networks'> {
  /** Whether naming a metadata service in `allowed_domains` opens it; default: it does. */
  allow_metadata_services?: boolean;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'ws:': 80, 'https:': 443, 'wss:': 443 };

type SpecialKind = Exclude<AddressKind, 'public'>;

const KIND_WORDS: Readonly<Record<SpecialKind, string>> = {
  private: 'a private network',
  loopback: 'the local host',
  unspecified: 'the local host',
  shared: 'a carrier-grade NAT network',
  benchmark: 'a network reserved for benchmarks',
  documentation: 'a network reserved for documentation',
  link_local: 'the local link',
  metadata: "a cloud's metadata service",
  unusable: 'an address that no public site has',
};

const defaultBlocked: GlobIndex = indexGlobs(
  Object.values(DEFAULT_BLOCKED_DOMAINS).flatMap((domains) =>
    domains.map((domain) => ({ text: `*.${domain}`, domain, withSubdomains: true, port: undefined })),
  ),
);

const categoryOf: ReadonlyMap<string, string> = new Map(
  Object.entries(DEFAULT_BLOCKED_DOMAINS).flatMap(([category, domains]) => domains.map((domain) => [domain, category] as const)),
);

const OPEN_FOR_RUN = 'set allow_private_networks (--allow-private-networks) if this run may go there';

/**
 * Throws RoteError VALIDATION_FAILED that names every entry of the two lists that is not a domain pattern. `howToOpen`: what a refusal of a
 * private address advises; default: the setting of a run.
 */
export function createUrlPolicy(settings: DomainSettings, howToOpen = OPEN_FOR_RUN): UrlPolicy {
  const allowed = settings.allowed_domains === null ? undefined : parseAll(settings.allowed_domains);
  const blocked = parseAll(settings.blocked_domains);
  const problems = [...(allowed?.problems ?? []), ...blocked.problems];
  if (problems.length > 0) throw new RoteError('VALIDATION_FAILED', problems.join('; '), { details: { problems } });
  return new ParsedUrlPolicy({
    allowPrivate: settings.allow_private_networks,
    allowMetadata: settings.allow_metadata_services ?? true,
    allowed: allowed && indexGlobs(allowed.globs),
    blocked: indexGlobs(blocked.globs),
    howToOpen,
  });
}

function parseAll(texts: readonly string[]): { globs: DomainGlob[]; problems: string[] } {
  const globs: DomainGlob[] = [];
  const problems: string[] = [];
  for (const text of texts) {
    const parsed = parseDomainGlob(text);
    if (parsed.ok) globs.push(parsed.glob);
    else problems.push(parsed.message);
  }
  return { globs, problems };
}

const refuse = (rule: UrlRule, reason: string): UrlVerdict => ({ ok: false, rule, reason });

const short = (host: string): string => shorten(host, 100);

interface ParsedSettings {
  allowPrivate: boolean;
  allowMetadata: boolean;
  allowed: GlobIndex | undefined;
  blocked: GlobIndex;
  howToOpen: string;
}

class ParsedUrlPolicy implements UrlPolicy {
  readonly #allowPrivate: boolean;
  readonly #allowMetadata: boolean;
  readonly #allowed: GlobIndex | undefined;
  readonly #blocked: GlobIndex;
  readonly #howToOpen: string;

  constructor({ allowPrivate, allowMetadata, allowed, blocked, howToOpen }: ParsedSettings) {
    this.#allowPrivate = allowPrivate;
    this.#allowMetadata = allowMetadata;
    this.#allowed = allowed;
    this.#blocked = blocked;
    this.#howToOpen = howToOpen;
  }

  checkUrl(text: string, use: 'navigation' | 'request'): UrlVerdict {
    const url = URL.parse(text);
    if (url === null) return refuse('malformed', 'This is not a complete URL; write it with http:// or https:// and a host.');
    if (url.protocol === 'about:' && url.pathname === 'blank' && use === 'navigation') return { ok: true, url: 'about:blank' };
    const web = url.protocol === 'http:' || url.protocol === 'https:';
    const socket = url.protocol === 'ws:' || url.protocol === 'wss:';
    if (!web && !(socket && use === 'request')) {
      const known = use === 'navigation' ? 'http, https and about:blank' : 'http, https, ws and wss';
      return refuse('scheme', `${url.protocol.slice(0, 30)} addresses are not allowed; only ${known} are.`);
    }
    const host = parseHost(url.hostname);
    if (host === undefined) return refuse('malformed', 'The host of this URL is not a valid DNS name.');
    if (use === 'navigation' && (url.username !== '' || url.password !== ''))
      return refuse(
        'credentials',
        `The URL of ${short(host)} must not contain a user name or password; use credentials of the run instead.`,
      );
    const port = url.port === '' ? DEFAULT_PORTS[url.protocol]! : Number(url.port);
    return this.#checkHost(canonicalAddress(host), port, hostKind(host)) ?? { ok: true, url: withoutSecrets(url) };
  }

  checkAddresses(hostText: string, addresses: readonly string[]): UrlVerdict {
    const host = canonicalAddress(parseHost(hostText.toLowerCase()) ?? hostText);
    if (addresses.length === 0) return refuse('unresolved', `The name ${short(host)} has no address: check the spelling and the DNS.`);
    for (const address of addresses) {
      const kind = addressKind(address);
      if (kind === undefined) return refuse('unresolved', `The name ${short(host)} resolved to something that is not an address.`);
      if (kind !== 'public') {
        const resolves = addresses.length > 1 ? 'resolves (among others) to' : 'resolves to';
        const refusal = this.#checkKind(host, undefined, kind, `${short(host)} ${resolves} ${KIND_WORDS[kind]} (${address})`);
        if (refusal !== undefined) return refusal;
      }
      const blockedBy = this.#blocked.find(canonicalAddress(address), undefined);
      if (blockedBy !== undefined && blockedBy.port === undefined && blockedBy.domain !== '')
        return refuse('blocked_domain', `${short(host)} resolves to ${address}, which blocked_domains names.`);
    }
    return { ok: true, url: host };
  }

  #checkHost(host: string, port: number, kind: AddressKind): UrlVerdict | undefined {
    if (kind !== 'public') {
      const refusal = this.#checkKind(host, port, kind, `${short(host)} is ${KIND_WORDS[kind]}`);
      if (refusal !== undefined) return refusal;
    }
    const blockedBy = this.#blocked.find(host, port);
    if (blockedBy !== undefined) return refuse('blocked_domain', `${short(host)} is blocked by "${blockedBy.text}" in blocked_domains.`);
    const allowedBy = this.#allowed?.find(host, port);
    if (this.#allowed !== undefined && allowedBy === undefined)
      return refuse('domain_not_allowed', `${short(host)} is not in allowed_domains; add it there if this run may go there.`);
    const standing = defaultBlocked.find(host, port);
    if (standing === undefined || (allowedBy !== undefined && coversGlob(standing, { ...allowedBy, port: undefined }))) return undefined;
    const category = categoryOf.get(standing.domain);
    return refuse(
      'blocked_domain',
      `${short(host)} is on the built-in ${category} list; name it in allowed_domains if this run may go there.`,
    );
  }

  #checkKind(host: string, port: number | undefined, kind: SpecialKind, what: string): UrlVerdict | undefined {
    if (kind === 'unusable') return refuse('private_network', `${what}, and is never reachable.`);
    if (!this.#allowPrivate) return refuse('private_network', `${what}; ${this.#howToOpen}.`);
    if (kind !== 'metadata' && kind !== 'link_local') return undefined;
    if (!this.#allowMetadata) return refuse('private_network', `${what}, which the operator of this service allows to no run.`);
    if (this.#allowed?.find(host, port)?.domain === host) return undefined;
    return refuse('private_network', `${what}; even with allow_private_networks it must be named in allowed_domains.`);
  }
}

function withoutSecrets(url: URL): string {
  if (url.username === '' && url.password === '' && url.hash === '') return url.href;
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  bare.hash = '';
  return bare.href;
}
