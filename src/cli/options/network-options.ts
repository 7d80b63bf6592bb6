import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type NetworkRules, RoteError } from '../../contract/index.ts';
import { addressKind, createUpstreamPolicy, parseEndpoint, parseUpstreamAddress } from '../../guardrails/index.ts';
import type { RunNetwork } from '../../run/index.ts';

interface NetworkFlags {
  upstreamProxies?: string;
  closed?: string;
  databaseUrl?: string;
}

/** What the operator says about the network of runs, by options or environment. VALIDATION_FAILED that names the option. */
export function networkRules(flags: NetworkFlags, env: NodeJS.ProcessEnv): NetworkRules {
  const proxies = listOf(flags.upstreamProxies ?? env.ROTE_UPSTREAM_PROXIES);
  try {
    createUpstreamPolicy(proxies);
  } catch (error) {
    if (!(error instanceof RoteError)) throw error;
    throw new RoteError('VALIDATION_FAILED', `--upstream-proxies (ROTE_UPSTREAM_PROXIES): ${error.message}.`, { cause: error });
  }
  const listed = listOf(flags.closed ?? env.ROTE_CLOSED);
  const invalid = listed.filter((entry) => parseEndpoint(entry) === undefined);
  if (invalid.length > 0)
    throw new RoteError(
      'VALIDATION_FAILED',
      `--closed (ROTE_CLOSED): write host:port, such as rote.internal:7070, not ${invalid.join(', ')}.`,
    );
  const own = [endpointOf(env.ROTE_SERVER), databaseEndpoint(flags.databaseUrl ?? env.ROTE_DATABASE_URL, env)];
  return { upstream_proxies: proxies, closed: [...listed, ...own.filter((one) => one !== undefined)] };
}

/** `host:port` of an http address, or undefined. */
function endpointOf(address: string | undefined): string | undefined {
  const url = URL.parse(address ?? '');
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;
}

/** `host:port` of a Postgres, as its driver reads the address; undefined for a socket in a folder, or without one. */
function databaseEndpoint(address: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  const url = URL.parse(address ?? '');
  if (url === null) return undefined;
  const host = url.searchParams.get('host') ?? (decodeURIComponent(url.hostname) || env.PGHOST || 'localhost');
  const port = url.searchParams.get('port') ?? (url.port || env.PGPORT || '5432');
  return host.startsWith('/') ? undefined : `${host}:${port}`;
}

/**
 * `host:port` of the store of artifacts, if its address names one. A public one is shared by the whole world: it is not the service's own, and
 * applications load their files from it.
 */
export async function artifactsEndpoint(place: { kind: string; endpoint?: string }): Promise<string[]> {
  const endpoint = endpointOf(place.endpoint);
  if (endpoint === undefined) return [];
  const host = new URL(place.endpoint!).hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? (await lookup(host, { all: true }).catch(() => [])).map(({ address }) => address) : [host];
  const isPublic = addresses.length > 0 && addresses.every((address) => addressKind(address) === 'public');
  return isPublic ? [] : [endpoint];
}

/** The rules of a run on this machine. The proxy that its user names is trusted. */
export function localNetwork(proxy: string | undefined, env: NodeJS.ProcessEnv): RunNetwork {
  const { upstream_proxies: listed, closed } = networkRules({}, env);
  const named = proxy === undefined ? undefined : parseUpstreamAddress(proxy);
  const own = named?.ok ? [`${named.url.hostname}:${named.port}`] : [];
  return { upstreamProxies: [...listed, ...own], closed: () => closed };
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
