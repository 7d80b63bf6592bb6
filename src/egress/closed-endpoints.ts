import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { addressKind, canonicalAddress, parseEndpoint } from '../guardrails/index.ts';

/** Many sites share one address at these ports. A name that is closed there closes no other name. */
const SHARED_PORTS: ReadonlySet<number> = new Set([80, 443]);

/**
 * The hosts and ports of Rote itself, which no run reaches, whatever it allows. They are compared by address, since a page can invent names
 * and spellings. Every address of this machine counts as the same one.
 */
export class ClosedEndpoints {
  readonly #list: () => readonly string[];
  readonly #addressesOf: (host: string) => Promise<readonly string[]>;
  /** What names of endpoints resolved to last: DNS that fails must open nothing. */
  readonly #known = new Map<string, readonly string[]>();

  /** `list`: `host:port` each; asked at every connection. `addressesOf` returns an empty list for an unknown name. */
  constructor(list: () => readonly string[], addressesOf: (host: string) => Promise<readonly string[]>) {
    this.#list = list;
    this.#addressesOf = addressesOf;
  }

  /** `addresses`: those of `host`; empty if they are unknown. */
  async covers(host: string, addresses: readonly string[], port: number): Promise<boolean> {
    const atPort = this.#list()
      .map(parseEndpoint)
      .filter((endpoint) => endpoint?.port === port);
    for (const endpoint of atPort) {
      if (endpoint!.host === host.toLowerCase()) return true;
      if (isIP(endpoint!.host) === 0 && SHARED_PORTS.has(port)) continue;
      const closed = await this.#resolved(endpoint!.host);
      if (addresses.some((address) => closed.some((other) => isSameHost(address, other)))) return true;
    }
    return false;
  }

  async #resolved(host: string): Promise<readonly string[]> {
    if (isIP(host) !== 0) return [host];
    const found = await this.#addressesOf(host);
    if (found.length > 0) this.#known.set(host, found);
    return this.#known.get(host) ?? [];
  }
}

function isSameHost(left: string, right: string): boolean {
  if (canonicalAddress(left) === canonicalAddress(right)) return true;
  const here = new Set(Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => canonicalAddress(address))));
  return isHere(left, here) && isHere(right, here);
}

function isHere(address: string, here: ReadonlySet<string>): boolean {
  const kind = addressKind(address);
  return kind === 'loopback' || kind === 'unspecified' || here.has(canonicalAddress(address));
}
