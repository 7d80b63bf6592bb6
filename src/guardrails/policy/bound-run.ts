import {
  type BrowserSettings,
  type GuardrailOverrides,
  type GuardrailSettings,
  OPENERS,
  type Opener,
  type OperatorPolicy,
  type RunConfig,
  runConfigSchema,
} from '../../contract/index.ts';
import { openedSites } from '../merge-guardrails.ts';
import { coverage, parseDomainGlobs } from '../url/domain-glob.ts';
import { hostKind } from '../url/host-names.ts';

/** What a playbook or a profile sets for a run. */
export interface RunFile extends BrowserSettings {
  guardrails: GuardrailOverrides;
}

export interface AskedRun {
  config: RunConfig;
  profile?: RunFile | undefined;
  playbook?: (RunFile & { id: string; steps: readonly { action: string }[] }) | undefined;
}

/** What goes beyond the policy. `field`: of the run request, or what the request names. */
export interface PolicyProblem {
  field: string;
  message: string;
}

type Source = 'request' | 'profile' | 'playbook';
const LEAST: Readonly<Record<Source, Opener>> = { request: 'requests', profile: 'playbooks', playbook: 'playbooks' };

/** Every wish of a request, its profile and its playbook that the operator's policy does not allow, each in one sentence; empty if all is allowed. */
export function beyondPolicy(policy: OperatorPolicy, asked: AskedRun): PolicyProblem[] {
  return wishesOf(policy, asked)
    .filter(({ tooMuch }) => tooMuch)
    .map(({ source, field, what, key }) => ({
      field: source === 'request' ? field : source,
      message: sentence(source, asked, what, policy, key),
    }));
}

/** Something that a source sets and a key of the policy bounds. */
interface Wish {
  source: Source;
  /** Of a run request. */
  field: string;
  what: string;
  key: keyof OperatorPolicy;
  tooMuch: boolean;
}

function wishesOf(policy: OperatorPolicy, { config, profile, playbook }: AskedRun): Wish[] {
  const given: { source: Source; file: RunFile | undefined }[] = [
    { source: 'request', file: config },
    { source: 'profile', file: profile },
    { source: 'playbook', file: playbook },
  ];
  const sources = given.flatMap(({ source, file }) => (file === undefined ? [] : [{ source, file }]));
  /** A wish of a request that one of its files has too is the wish of that file. */
  const opening = (key: OpenerKey, field: string, what: string, has: (file: RunFile) => boolean): Wish[] => {
    const wishing = sources.filter(({ file }) => has(file)).map(({ source }) => source);
    const own = wishing.length > 1 ? wishing.filter((source) => source !== 'request') : wishing;
    return own.map((source) => ({ source, field, what, key, tooMuch: rank(policy[key]) < rank(LEAST[source]) }));
  };
  const named = new Map(sources.map(({ file }) => [file, new Set(file.guardrails.allowed_domains)]));
  const isWithin = policy.domains === null ? undefined : coverage(parseDomainGlobs(policy.domains));
  const naming = (host: string): Wish[] => {
    const field = 'guardrails.allowed_domains';
    const what = `allowed_domains: ${host}`;
    const names = (file: RunFile) => named.get(file)?.has(host) === true;
    const globs = parseDomainGlobs([host]);
    const outside = isWithin !== undefined && !globs.every(isWithin);
    return [
      ...(globs.some(({ domain }) => isLinkLocal(domain)) ? opening('metadata_services', field, what, names) : []),
      ...(openedSites([host]).length > 0 ? opening('blocked_sites', field, what, names) : []),
      ...(outside ? sources.filter(({ file }) => names(file)) : []).map(
        ({ source }): Wish => ({ source, field, what, key: 'domains', tooMuch: true }),
      ),
    ];
  };
  const hosts = new Set([...named.values()].flatMap((all) => [...all]));
  const { max_urls_visited } = policy;
  const script = playbook?.steps.findIndex(({ action }) => action === 'evaluate') ?? -1;
  return [
    ...opening('private_networks', 'guardrails.allow_private_networks', 'allow_private_networks: true', opensPrivate),
    ...opening('unjudged_clicks', 'guardrails.enable_llm_action_check', 'enable_llm_action_check: false', leavesClicksUnjudged),
    ...opening('permissions', 'permissions', 'permissions or geolocation', grants),
    ...opening('full_service_workers', 'service_workers', 'service_workers: full', (file) => file.service_workers === 'full'),
    ...[...hosts].flatMap(naming),
    ...sources.map(({ source, file }): Wish => {
      const wish = file.guardrails.max_urls_visited;
      const key = 'max_urls_visited';
      return { source, field: `guardrails.${key}`, what: `${key}: ${wish}`, key, tooMuch: exceeds(wish, max_urls_visited) };
    }),
    // A number that is the default may not have been asked for: it is lowered.
    ...LOWERED.map((key): Wish => {
      const tooMuch = exceeds(config[key], policy[key]) && config[key] !== DEFAULTS[key];
      return { source: 'request', field: key, what: `${key}: ${config[key]}`, key, tooMuch };
    }),
    ...(['model', 'utility_model'] as const).map((field): Wish => {
      const model = config[field];
      const tooMuch = model !== undefined && policy.models?.includes(model) === false;
      return { source: 'request', field, what: `${field}: ${model}`, key: 'models', tooMuch };
    }),
    agentAlone(policy, config),
    {
      source: 'playbook',
      field: 'playbook',
      what: `evaluate in step ${script + 1}`,
      key: 'scripts',
      tooMuch: !policy.scripts && script >= 0,
    },
  ];
}

function agentAlone({ agents }: OperatorPolicy, { execution_mode }: RunConfig): Wish {
  const field = 'execution_mode';
  return {
    source: 'request',
    field,
    what: `${field}: ${execution_mode}`,
    key: 'agents',
    tooMuch: !agents && execution_mode === 'agent_only',
  };
}

/** The config; limits that were not asked for are lowered to the policy. */
export function lowerConfig(policy: OperatorPolicy, config: RunConfig): RunConfig {
  const limits = Object.fromEntries(LOWERED.map((key) => [key, lower(config[key], policy[key])]));
  const execution_mode = policy.agents || config.execution_mode !== 'hybrid_auto' ? config.execution_mode : 'playbook_only';
  return { ...config, ...limits, execution_mode };
}

/** The merged guardrails of a run, bounded by the policy. Unless it is allowed, a name in `allowed_domains` may not resolve to a metadata service. */
export function lowerGuardrails(
  policy: OperatorPolicy,
  settings: GuardrailSettings,
  { config, profile, playbook }: AskedRun,
): GuardrailSettings & { allow_metadata_services: boolean } {
  const { allowed_domains: byPlaybook } = playbook?.guardrails ?? {};
  const byFiles = byPlaybook ?? (config.guardrails.allowed_domains === undefined ? profile?.guardrails.allowed_domains : undefined);
  const named: Opener = byFiles === undefined ? 'requests' : 'playbooks';
  return {
    ...settings,
    allowed_domains: settings.allowed_domains ?? policy.domains,
    blocked_domains: [...new Set([...settings.blocked_domains, ...policy.blocked_domains])],
    max_urls_visited: lower(settings.max_urls_visited, policy.max_urls_visited) ?? settings.max_urls_visited,
    allow_metadata_services: rank(policy.metadata_services) >= rank(named),
  };
}

type OpenerKey = { [K in keyof OperatorPolicy]: OperatorPolicy[K] extends Opener ? K : never }[keyof OperatorPolicy];

const LOWERED = ['timeout_seconds', 'max_steps', 'max_tokens', 'max_cost_usd'] as const;
const DEFAULTS: Partial<RunConfig> = runConfigSchema.parse({ directive: '-' });

const rank = (opener: Opener): number => OPENERS.indexOf(opener);

const opensPrivate = ({ guardrails }: RunFile) => guardrails.allow_private_networks === true;
const leavesClicksUnjudged = ({ guardrails }: RunFile) => guardrails.enable_llm_action_check === false;
const grants = ({ permissions = [], geolocation }: RunFile) => permissions.length > 0 || geolocation !== undefined;

function exceeds(wish: number | undefined, ceiling: number | null): boolean {
  return wish !== undefined && ceiling !== null && wish > ceiling;
}

function lower(wish: number | undefined, ceiling: number | null): number | undefined {
  return ceiling === null ? wish : Math.min(wish ?? ceiling, ceiling);
}

function isLinkLocal(domain: string): boolean {
  const kind = hostKind(domain);
  return kind === 'metadata' || kind === 'link_local';
}

function sentence(source: Source, { config, playbook }: AskedRun, what: string, policy: OperatorPolicy, key: keyof OperatorPolicy): string {
  const who = { request: 'The run', profile: `The profile ${config.profile}`, playbook: `The playbook ${playbook?.id}` }[source];
  const set = policy[key];
  const allowed = Array.isArray(set) ? set.join(', ') : String(set);
  return `${who} asks for ${what}, and the operator of this service allows less: ${key}: ${allowed} in its policy (--policy, ROTE_POLICY).`;
}
