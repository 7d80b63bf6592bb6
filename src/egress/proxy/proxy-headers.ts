/** Headers about one connection only (RFC 9110, 7.6.1), and those that clients send to proxies. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** In the proxy's own answer to a request that never reached its site. */
export const NOT_SENT_HEADER = 'x-rote-not-sent';

/** Only the proxy sets these: a site must not be able to fake a refusal. */
const OWN: ReadonlySet<string> = new Set(['x-rote-refused', 'x-rote-failed', NOT_SENT_HEADER]);

/**
 * Raw headers (name, value, name, value, …) without hop-by-hop ones, those that Connection names, the proxy's own, and
 * `without` (lower case). Order, spelling and repetition stay.
 */
export function endToEndHeaders(raw: readonly string[], without: readonly string[] = []): string[] {
  const dropped = new Set(without);
  for (let at = 0; at < raw.length; at += 2)
    if (raw[at]!.toLowerCase() === 'connection') for (const name of raw[at + 1]!.split(',')) dropped.add(name.trim().toLowerCase());
  const kept: string[] = [];
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at]!.toLowerCase();
    if (!HOP_BY_HOP.has(name) && !OWN.has(name) && !dropped.has(name)) kept.push(raw[at]!, raw[at + 1]!);
  }
  return kept;
}
