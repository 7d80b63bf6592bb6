import { type AddressKind, addressKind } from './address.ts';

/** Names that answer with credentials inside a cloud. Most also end in a suffix below, but metadata is a stricter kind. */
const METADATA_NAMES: ReadonlySet<string> = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.internal',
  'metadata.azure.com',
  'metadata.tencentyun.com',
  'metadata.platformequinix.com',
  'metadata.packet.net',
  'instance-data',
  'instance-data.ec2.internal',
]);

/**
 * Suffixes that never name a public site: RFC 6761 and 6762, RFC 8375, ICANN's .internal, and what home routers, containers and offices use.
 * .test, .example, .invalid and .onion are left to the resolver, which finds nothing.
 */
const PRIVATE_SUFFIXES: ReadonlySet<string> = new Set([
  'local',
  'internal',
  'home.arpa',
  'localdomain',
  'localdomain6',
  'lan',
  'intranet',
  'private',
  'corp',
  'home',
  'svc',
]);

/** Names of the local host in usual hosts files. */
const LOOPBACK_NAMES: ReadonlySet<string> = new Set([
  'localhost6',
  'ip6-localhost',
  'ip6-loopback',
  'loopback',
  'kubernetes.docker.internal',
  'host.docker.internal',
]);

/**
 * The kind of a host by its text alone: of a literal address or of a name that is private by convention, otherwise `public` (which for
 * a name only means that its addresses decide). `host` as `parseHost` returns it: lower case, without trailing dot.
 */
export function hostKind(host: string): AddressKind {
  const literal = addressKind(host);
  if (literal !== undefined) return literal;
  if (METADATA_NAMES.has(host)) return 'metadata';
  if (host === 'localhost' || host.endsWith('.localhost') || LOOPBACK_NAMES.has(host)) return 'loopback';
  // The host's search domains complete a name without a dot.
  if (!host.includes('.')) return 'private';
  for (let at = host.indexOf('.'); at >= 0; at = host.indexOf('.', at + 1)) if (PRIVATE_SUFFIXES.has(host.slice(at + 1))) return 'private';
  return 'public';
}

const NAME = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;

/**
 * A URL's hostname (already lower case, after IDNA) in one spelling: no brackets, no trailing dots. Undefined if it is neither an
 * address nor a possible DNS name, for example `evil.test;.example.com`, which parsers read differently.
 */
export function parseHost(hostname: string): string | undefined {
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  let end = hostname.length;
  while (end > 0 && hostname.charCodeAt(end - 1) === 46) end -= 1;
  const host = end === hostname.length ? hostname : hostname.slice(0, end);
  return NAME.test(host) ? host : undefined;
}
