import {
  defaultGuardrails,
  defaultPolicy,
  type GuardrailSettings,
  type Profile,
  RoteError,
  type RunRequest,
} from '../../contract/index.ts';
import { createUrlPolicy, lowerGuardrails, mergeGuardrails, type UrlPolicy } from '../../guardrails/index.ts';
import type { ApiDeps } from '../api-deps.ts';
import { type CheckResult, fail, pass } from './check-types.ts';
import type { Choice } from './choose-playbook.ts';

/** Checks the guardrails the run would have, their contradictions, and whether its start address is allowed. */
export function checkGuardrails(
  { policy: operator = defaultPolicy }: ApiDeps,
  request: RunRequest,
  profile: Profile | undefined,
  choice: Choice,
): CheckResult {
  const asked = mergeGuardrails(defaultGuardrails, profile?.guardrails ?? {}, request.guardrails).settings;
  const { settings: merged, widened } = mergeGuardrails(asked, choice.playbook?.guardrails ?? {});
  const settings = lowerGuardrails(operator, merged, { config: request, profile, playbook: choice.bound ?? choice.playbook });
  const warnings = widened.map((what) => `The playbook ${choice.playbook?.id} widens ${what}.`);
  let policy: UrlPolicy;
  try {
    policy = createUrlPolicy(settings);
  } catch (error) {
    if (!(error instanceof RoteError)) throw error;
    const { checks } = fail('guardrails', error.message);
    return { checks: [...checks, ...pass('start_url', 'Not checked: the guardrails are invalid.').checks], warnings };
  }
  const impossible = impossibleOf(settings);
  const guardrails = impossible === undefined ? pass('guardrails', domainsOf(settings)) : fail('guardrails', impossible);
  const start = checkStart(request, choice, policy);
  return {
    checks: [...guardrails.checks, ...start.checks],
    warnings: [...warnings, ...contradictionsOf(settings), ...start.warnings],
  };
}

function impossibleOf({ allowed_domains, blocked_domains }: GuardrailSettings): string | undefined {
  if (allowed_domains === null) return undefined;
  if (allowed_domains.length === 0) return 'allowed_domains is empty: no page is allowed.';
  const left = allowed_domains.filter((domain) => !blocked_domains.includes(domain));
  return left.length > 0 ? undefined : 'All of allowed_domains are in blocked_domains too: no page is allowed.';
}

function contradictionsOf(settings: GuardrailSettings): string[] {
  const { allowed_domains, blocked_domains, stuck_repeat_hint: hint, stuck_repeat_warn: warn, stuck_repeat_stop: stop } = settings;
  const { stuck_failure_cluster_threshold: threshold, stuck_failure_cluster_window: window, stuck_window_size } = settings;
  const both = (allowed_domains ?? []).filter((domain) => blocked_domains.includes(domain));
  return [
    ...(both.length > 0 ? [`${both.join(', ')}: allowed and blocked; blocked wins.`] : []),
    ...(hint > warn || warn > stop
      ? [`stuck_repeat_hint (${hint}), _warn (${warn}) and _stop (${stop}) decrease: hints may never be given.`]
      : []),
    ...(threshold > window ? [`stuck_failure_cluster_threshold (${threshold}) is more than its window (${window}) holds.`] : []),
    ...(stop > stuck_window_size ? [`stuck_repeat_stop (${stop}) is more than stuck_window_size (${stuck_window_size}) holds.`] : []),
  ];
}

function domainsOf({ allowed_domains, blocked_domains, allow_private_networks }: GuardrailSettings): string {
  const allowed = allowed_domains === null ? 'any public domain' : allowed_domains.join(', ');
  const blocked = blocked_domains.length === 0 ? '' : `, blocked besides the built-in list: ${blocked_domains.join(', ')}`;
  return `Allowed: ${allowed}${allow_private_networks ? ', private networks too' : ''}${blocked}.`;
}

/** Checks names only: what a name resolves to is checked when the run goes there. */
function checkStart(request: RunRequest, { bound, agentDrives }: Choice, policy: UrlPolicy): CheckResult {
  const places = new Map<string, string>();
  if (request.start_url !== undefined) places.set('start_url', request.start_url);
  if (bound?.start_url !== undefined) places.set(`start_url of ${bound.id}`, bound.start_url);
  if (bound?.auth !== undefined) places.set(`login_url of ${bound.id}`, bound.auth.login_url);
  const refused = [...places].flatMap(([name, url]) => {
    const verdict = policy.checkUrl(url, 'navigation');
    return verdict.ok ? [] : [`${name}: ${verdict.reason}`];
  });
  if (refused.length > 0) return fail('start_url', refused.join(' '));
  if (places.size > 0) return pass('start_url', 'The start address is allowed.');
  if (!agentDrives) return pass('start_url', 'None was given: the steps of the playbook open the pages.');
  return pass('start_url', 'None was given.', 'Without a start_url the agent starts on an empty page and has only the directive.');
}
