import type { GuardrailOverrides, GuardrailSettings } from '../contract/index.ts';
import { DEFAULT_BLOCKED_DOMAINS } from './url/default-blocked-domains.ts';
import { coverage, type DomainGlob, parseDomainGlobs } from './url/domain-glob.ts';

type NumberSetting = { [K in keyof GuardrailSettings]: GuardrailSettings[K] extends number ? K : never }[keyof GuardrailSettings];

/** 1: a larger number lets a run do more; -1: a smaller one does. */
const WIDER_WHEN: Readonly<Record<NumberSetting, 1 | -1>> = {
  max_urls_visited: 1,
  max_consecutive_errors: 1,
  stuck_window_size: -1,
  stuck_repeat_hint: 1,
  stuck_repeat_warn: 1,
  stuck_repeat_stop: 1,
  stuck_cycle_max_length: -1,
  stuck_cycle_repeats: 1,
  stuck_revisit_gap: 1,
  stuck_failure_cluster_window: -1,
  stuck_failure_cluster_threshold: 1,
};

const isBuiltIn = coverage(
  parseDomainGlobs(Object.values(DEFAULT_BLOCKED_DOMAINS).flatMap((domains) => domains.map((domain) => `*.${domain}`))),
);

/**
 * Applies overrides to the base, in order. A value replaces the previous one, except that blocked_domains only grows.
 * `widened` describes what the result allows and the base did not, one text per setting; empty if nothing was widened.
 */
export function mergeGuardrails(
  base: GuardrailSettings,
  ...overrides: readonly GuardrailOverrides[]
): { settings: GuardrailSettings; widened: string[] } {
  const settings: GuardrailSettings = { ...base };
  for (const override of overrides) {
    const given = Object.fromEntries(Object.entries(override).filter(([, value]) => value !== undefined));
    const blocked = [...new Set([...settings.blocked_domains, ...(override.blocked_domains ?? [])])];
    Object.assign(settings, given, { blocked_domains: blocked });
  }
  return { settings, widened: [...widenedSwitches(base, settings), ...widenedDomains(base, settings), ...widenedNumbers(base, settings)] };
}

function widenedSwitches(before: GuardrailSettings, after: GuardrailSettings): string[] {
  const widened: string[] = [];
  if (after.allow_private_networks && !before.allow_private_networks) widened.push('allow_private_networks: false -> true');
  if (!after.enable_llm_action_check && before.enable_llm_action_check) widened.push('enable_llm_action_check: true -> false');
  return widened;
}

function widenedNumbers(before: GuardrailSettings, after: GuardrailSettings): string[] {
  return (Object.keys(WIDER_WHEN) as NumberSetting[])
    .filter((name) => (after[name] - before[name]) * WIDER_WHEN[name] > 0)
    .map((name) => `${name}: ${before[name]} -> ${after[name]}`);
}

function widenedDomains(before: GuardrailSettings, after: GuardrailSettings): string[] {
  if (before.allowed_domains !== null && after.allowed_domains === null)
    return [`allowed_domains: ${before.allowed_domains.join(', ') || 'none'} -> any`];
  const earlier = before.allowed_domains === null ? undefined : parseDomainGlobs(before.allowed_domains);
  const now = parseDomainGlobs(after.allowed_domains ?? []);
  const wasAllowed = earlier && coverage(earlier);
  const added = new Set(wasAllowed === undefined ? [] : now.filter((glob) => !wasAllowed(glob)));
  // Naming a host of the built-in list opens it, which is wider even than "any public domain".
  const wasNamed = coverage((earlier ?? []).filter(({ domain }) => domain !== ''));
  const opened = now.filter((glob) => !added.has(glob) && isBlockedSite(glob) && !wasNamed(glob));
  return [
    ...(added.size > 0 ? [`allowed_domains: added ${[...added].map((glob) => glob.text).join(', ')}`] : []),
    ...(opened.length > 0 ? [`allowed_domains: ${opened.map((glob) => glob.text).join(', ')} opened from the built-in list`] : []),
  ];
}

/** Those of `allowed_domains` that open a site of the built-in list. */
export function openedSites(allowed: readonly string[]): string[] {
  return parseDomainGlobs(allowed)
    .filter(isBlockedSite)
    .map(({ text }) => text);
}

function isBlockedSite(glob: DomainGlob): boolean {
  return isBuiltIn({ ...glob, port: undefined });
}
