import { canonicalAddress } from './address.ts';
import { parseHost } from './host-names.ts';

/**
 * One entry of allowed_domains or blocked_domains. `example.com` is that host alone, `*.example.com` is example.com and everything below it,
 * `*` is any host. With a port (`localhost:3000`) only that port, otherwise every port.
 */
export interface DomainGlob {
  readonly text: string;
  /** Lower case, punycode, no trailing dot, addresses canonical; empty for `*`. */
  readonly domain: string;
  readonly withSubdomains: boolean;
  readonly port: number | undefined;
}

export type ParsedGlob = { ok: true; glob: DomainGlob } | { ok: false; message: string };

const refuse = (text: string, why: string): ParsedGlob => ({ ok: false, message: `"${text}" is not a domain pattern: ${why}` });

/** Parses one entry. An error message names the entry and says what to write instead. Never throws. */
export function parseDomainGlob(text: string): ParsedGlob {
  const trimmed = text.trim();
  if (trimmed === '') return refuse(text, 'it is empty; write a host such as example.com or *.example.com');
  if (/[/\\?#@]/.test(trimmed) || /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed))
    return refuse(text, 'it must be a host without scheme, path or user, such as example.com or *.example.com');
  if (/[\s%,;|]/.test(trimmed)) return refuse(text, 'one entry holds one host, without spaces, separators or escapes');
  if (trimmed.startsWith('.')) return refuse(text, `write *${trimmed} for the domain and everything below it`);
  const portMatch = /^(.*?):(\d{1,5})$/.exec(trimmed);
  const hasPort = portMatch !== null && (trimmed.startsWith('[') || !portMatch[1]!.includes(':'));
  const hostText = hasPort ? portMatch[1]! : trimmed;
  const port = hasPort ? Number(portMatch[2]) : undefined;
  if (port !== undefined && (port < 1 || port > 65_535)) return refuse(text, 'a port is a number from 1 to 65535');
  if (hostText === '*') return { ok: true, glob: { text: trimmed, domain: '', withSubdomains: true, port } };
  const withSubdomains = hostText.startsWith('*.');
  const name = withSubdomains ? hostText.slice(2) : hostText;
  if (name.includes('*')) return refuse(text, 'a * may only stand alone or as the first label, as in *.example.com');
  const domain = hostOf(name);
  if (domain === undefined)
    return refuse(text, 'its host is not one that a URL could have; write a host such as example.com or 192.168.1.20');
  if (withSubdomains && /[:]|^[\d.]+$/.test(domain)) return refuse(text, 'an address has no subdomains; leave out the *.');
  return { ok: true, glob: { text: trimmed, domain, withSubdomains, port } };
}

/** The valid ones of some entries. */
export function parseDomainGlobs(texts: readonly string[]): DomainGlob[] {
  return texts.flatMap((text) => {
    const parsed = parseDomainGlob(text);
    return parsed.ok ? [parsed.glob] : [];
  });
}

/** The spelling in which hosts are compared, or undefined. The URL parser handles case, IDNA and every spelling of an IPv4 address. */
function hostOf(name: string): string | undefined {
  const literal = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name;
  const parsed = URL.parse(`http://${literal}/`);
  if (parsed === null || parsed.username !== '' || parsed.port !== '' || parsed.pathname !== '/') return undefined;
  const host = parseHost(parsed.hostname);
  return host === undefined ? undefined : canonicalAddress(host);
}

/** Globs prepared for matching: one look-up per label of the host, however many globs there are. */
export interface GlobIndex {
  /** The most specific glob that covers the host at this port (undefined: any port). `host` as parseHost and canonicalAddress return it. */
  find(host: string, port: number | undefined): DomainGlob | undefined;
}

export function indexGlobs(globs: readonly DomainGlob[]): GlobIndex {
  const exact = new Map<string, DomainGlob[]>();
  const below = new Map<string, DomainGlob[]>();
  for (const glob of globs) {
    const map = glob.withSubdomains ? below : exact;
    map.set(glob.domain, [...(map.get(glob.domain) ?? []), glob]);
  }
  const atPort = (candidates: DomainGlob[] | undefined, port: number | undefined) =>
    candidates?.find((glob) => port === undefined || glob.port === undefined || glob.port === port);
  return {
    find(host, port) {
      const own = atPort(exact.get(host), port) ?? atPort(below.get(host), port);
      if (own !== undefined) return own;
      if (!host.includes(':'))
        for (let at = host.indexOf('.'); at >= 0; at = host.indexOf('.', at + 1)) {
          const found = atPort(below.get(host.slice(at + 1)), port);
          if (found !== undefined) return found;
        }
      return atPort(below.get(''), port);
    },
  };
}

/** Whether some of these globs covers another, at a cost that does not grow with their number: requests may name thousands. */
export function coverage(outers: readonly DomainGlob[]): (inner: DomainGlob) => boolean {
  const byDomain = Map.groupBy(outers, ({ domain }) => domain);
  const covers = (domain: string, inner: DomainGlob) => byDomain.get(domain)?.some((outer) => coversGlob(outer, inner)) === true;
  return (inner) => {
    if (covers('', inner) || covers(inner.domain, inner)) return true;
    for (let at = inner.domain.indexOf('.'); at >= 0; at = inner.domain.indexOf('.', at + 1))
      if (covers(inner.domain.slice(at + 1), inner)) return true;
    return false;
  };
}

/** Whether `inner` names nothing that `outer` does not cover, ports aside. */
export function coversGlob(outer: DomainGlob, inner: DomainGlob): boolean {
  if (outer.port !== undefined && outer.port !== inner.port) return false;
  if (outer.domain === '') return outer.withSubdomains;
  if (outer.domain === inner.domain) return outer.withSubdomains || !inner.withSubdomains;
  return outer.withSubdomains && inner.domain.endsWith(`.${outer.domain}`);
}
