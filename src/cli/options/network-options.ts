import { type NetworkRules, RoteError } from '../../contract/index.ts';
import { createUpstreamPolicy, parseUpstreamAddress } from '../../guardrails/index.ts';

interface NetworkFlags {
  upstreamProxies?: string;
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
  return { upstream_proxies: proxies };
}

/** The rules of a run on this machine. The proxy that its user names is trusted. */
export function localNetworkRules(proxy: string | undefined, env: NodeJS.ProcessEnv): NetworkRules {
  const rules = networkRules({}, env);
  const named = proxy === undefined ? undefined : parseUpstreamAddress(proxy);
  if (!named?.ok) return rules;
  return { ...rules, upstream_proxies: [...rules.upstream_proxies, `${named.url.hostname}:${named.port}`] };
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
