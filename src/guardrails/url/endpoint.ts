import { canonicalAddress } from './address.ts';

export interface Endpoint {
  /** Lower case, without brackets and trailing dot; an address in its one spelling. */
  host: string;
  port: number;
}

/** `host:port`, with brackets around an IPv6 address. undefined for anything else. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const [, name, port] = /^([^\s/?#@%]+):(\d{1,5})$/.exec(text) ?? [];
  const url = name === undefined || Number(port) > 65_535 ? null : URL.parse(`http://${name}/`);
  if (url === null || url.port !== '') return undefined;
  return { host: canonicalAddress(url.hostname.replace(/\.$/, '')).replace(/^\[|\]$/g, ''), port: Number(port) };
}
