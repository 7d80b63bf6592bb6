import { isIPv4, isIPv6 } from 'node:net';

/**
 * What an address is for. `public` may be reached by any run; `private`, `loopback`, `unspecified`, `shared`, `benchmark` and `documentation` with
 * allow_private_networks; `link_local` and `metadata` only if allowed_domains names the host too; `unusable` never.
 */
export type AddressKind =
  | 'public'
  | 'private'
  | 'loopback'
  | 'unspecified'
  | 'shared'
  | 'benchmark'
  | 'documentation'
  | 'link_local'
  | 'metadata'
  | 'unusable';

interface Range {
  readonly first: number;
  readonly mask: number;
  readonly kind: AddressKind;
}

function range(cidr: string, kind: AddressKind): Range {
  const [address, bits] = cidr.split('/') as [string, string];
  const mask = bits === '0' ? 0 : (-1 << (32 - Number(bits))) >>> 0;
  return { first: ipv4Number(address), mask, kind };
}

/**
 * First match wins, so single hosts come before the ranges around them. Sources: IANA IPv4 Special-Purpose Address Registry; the
 * providers' documentation of their instance metadata services.
 */
const IPV4_RANGES: readonly Range[] = [
  range('100.100.100.200/32', 'metadata'), // Alibaba Cloud
  range('168.63.129.16/32', 'metadata'), // Azure platform host; a public number that answers inside every Azure machine
  range('192.0.0.192/32', 'metadata'), // Oracle Cloud
  range('169.254.169.254/32', 'metadata'), // AWS, Azure, Google, OpenStack, DigitalOcean, Hetzner, …
  range('169.254.170.2/32', 'metadata'), // AWS ECS task credentials
  range('169.254.170.23/32', 'metadata'), // AWS EKS pod identity
  range('169.254.0.0/16', 'link_local'),
  range('127.0.0.0/8', 'loopback'),
  range('10.0.0.0/8', 'private'),
  range('172.16.0.0/12', 'private'),
  range('192.168.0.0/16', 'private'),
  range('100.64.0.0/10', 'shared'),
  range('0.0.0.0/8', 'unspecified'),
  range('198.18.0.0/15', 'benchmark'),
  range('192.0.2.0/24', 'documentation'),
  range('198.51.100.0/24', 'documentation'),
  range('203.0.113.0/24', 'documentation'),
  range('192.0.0.0/24', 'unusable'), // IETF protocol assignments
  range('192.88.99.0/24', 'unusable'), // 6to4 relay anycast, withdrawn
  range('224.0.0.0/4', 'unusable'), // multicast
  range('240.0.0.0/4', 'unusable'), // reserved, and the broadcast address
];

/** Dotted decimal to an unsigned 32-bit number. */
function ipv4Number(address: string): number {
  let value = 0;
  for (const part of address.split('.')) value = value * 256 + Number(part);
  return value;
}

function ipv4Text(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

function ipv4Kind(value: number): AddressKind {
  for (const { first, mask, kind } of IPV4_RANGES) if ((value & mask) >>> 0 === first) return kind;
  return 'public';
}

/** The eight 16-bit groups of a valid IPv6 address without zone; accepts a dotted tail. */
function ipv6Groups(address: string): number[] {
  const lastColon = address.lastIndexOf(':');
  const tail = address.slice(lastColon + 1);
  let hex = address;
  if (tail.includes('.')) {
    const value = ipv4Number(tail);
    hex = `${address.slice(0, lastColon + 1)}${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`;
  }
  const [left = '', right] = hex.split('::') as [string, string?];
  const head = left === '' ? [] : left.split(':');
  const end = right === undefined || right === '' ? [] : right.split(':');
  const zeros = Array.from({ length: 8 - head.length - end.length }, () => '0');
  return [...head, ...zeros, ...end].map((group) => Number.parseInt(group, 16));
}

const IPV6_METADATA: ReadonlySet<string> = new Set([
  'fd00:ec2:0:0:0:0:0:254', // AWS
  'fd00:ec2:0:0:0:0:0:23', // AWS EKS pod identity
  'fd20:ce:0:0:0:0:0:254', // Google
  'fd00:42:0:0:0:0:0:42', // Scaleway
  'fd00:c1:0:0:0:0:a9fe:a9fe', // Oracle Cloud
  'fe80:0:0:0:0:0:a9fe:a9fe', // OpenStack
]);

/**
 * Everything outside 2000::/3 is special; inside it, the ranges of IANA's IPv6 Special-Purpose Address Registry. Forms that carry an
 * IPv4 address are judged by that address.
 */
function ipv6Kind(groups: readonly number[]): AddressKind {
  const [a, b, c, d, e, f, g, h] = groups as [number, number, number, number, number, number, number, number];
  const last32 = ((g << 16) | h) >>> 0;
  const upTo80AreZero = (a | b | c | d | e) === 0;
  if (upTo80AreZero && f === 0xffff) return ipv4Kind(last32);
  if (upTo80AreZero && f === 0 && g === 0 && h === 0) return 'unspecified';
  if (upTo80AreZero && f === 0 && g === 0 && h === 1) return 'loopback';
  // ::a.b.c.d (IPv4-compatible) is deprecated: never a public site; private addresses keep their kind.
  if (upTo80AreZero && f === 0) return specialOr(ipv4Kind(last32), 'unusable');
  if ((a | b | c | d) === 0 && e === 0xffff && f === 0) return specialOr(ipv4Kind(last32), 'unusable');
  if (a === 0x64 && b === 0xff9b && (c | d | e | f) === 0) return ipv4Kind(last32);
  if (a === 0x64 && b === 0xff9b && c === 1) return specialOr(ipv4Kind(last32), 'private');
  if (IPV6_METADATA.has(groups.map((group) => group.toString(16)).join(':'))) return 'metadata';
  if ((a & 0xfe00) === 0xfc00) return 'private';
  if ((a & 0xffc0) === 0xfe80) return 'link_local';
  if ((a & 0xffc0) === 0xfec0) return 'private'; // site-local, withdrawn
  if ((a & 0xe000) !== 0x2000) return 'unusable';
  if (a === 0x2002) return ipv4Kind(((b << 16) | c) >>> 0); // 6to4
  if (a === 0x2001 && b === 0) return 'unusable'; // Teredo: a tunnel to an obscured IPv4 address
  if (a === 0x2001 && b === 2 && c === 0) return 'benchmark';
  if (a === 0x2001 && b < 0x200) return 'unusable'; // IETF protocol assignments, ORCHID
  if (a === 0x2001 && b === 0xdb8) return 'documentation';
  if (a === 0x3fff && b < 0x1000) return 'documentation';
  if (a === 0x3ffe) return 'unusable'; // 6bone, returned
  // ISATAP: the interface id carries the IPv4 address of the tunnel's end.
  if ((e & 0xfdff) === 0 && f === 0x5efe) return ipv4Kind(last32);
  return 'public';
}

function specialOr(kind: AddressKind, otherwise: AddressKind): AddressKind {
  return kind === 'public' ? otherwise : kind;
}

/** The kind of an IPv4 (dotted) or IPv6 address, brackets and zone allowed; undefined if it is not an address. */
export function addressKind(text: string): AddressKind | undefined {
  const address = bareAddress(text);
  if (isIPv4(address)) return ipv4Kind(ipv4Number(address));
  if (isIPv6(address)) return ipv6Kind(ipv6Groups(address));
  return undefined;
}

/** One spelling per address: mapped IPv4 becomes dotted IPv4, no brackets, no zone. Returns anything else unchanged. */
export function canonicalAddress(text: string): string {
  const address = bareAddress(text);
  if (!isIPv6(address)) return isIPv4(address) ? address : text;
  const groups = ipv6Groups(address);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return ipv4Text(((groups[6]! << 16) | groups[7]!) >>> 0);
  return groups.map((group) => group.toString(16)).join(':');
}

function bareAddress(text: string): string {
  const unbracketed = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  const zone = unbracketed.indexOf('%');
  return zone < 0 ? unbracketed : unbracketed.slice(0, zone);
}
