import { describe, expect, test } from 'vitest';
import {
  defaultGuardrails,
  type OperatorPolicy,
  operatorPolicySchema,
  type RunConfigInput,
  runConfigSchema,
} from '../../contract/index.ts';
import { mergeGuardrails } from '../merge-guardrails.ts';
import { createUrlPolicy } from '../url/url-policy.ts';
import { type AskedRun, beyondPolicy, lowerConfig, lowerGuardrails, type RunFile } from './bound-run.ts';

const policyOf = (policy: Partial<OperatorPolicy>) => operatorPolicySchema.parse(policy);
const configOf = (config: Partial<RunConfigInput>) => runConfigSchema.parse({ directive: 'Look', ...config });

function asked(
  request: Partial<RunConfigInput>,
  files: { playbook?: Partial<RunFile>; profile?: Partial<RunFile>; steps?: string[] } = {},
) {
  const { playbook, profile, steps = [] } = files;
  const run: AskedRun = { config: configOf({ ...request, ...(profile && { profile: 'office' }) }) };
  if (profile) run.profile = { guardrails: {}, ...profile };
  if (playbook) run.playbook = { id: 'job', guardrails: {}, steps: steps.map((action) => ({ action })), ...playbook };
  return run;
}

const IN_OFFICE = { guardrails: { allow_private_networks: true } };

describe('who may open something', () => {
  const openings: [keyof OperatorPolicy, string, Partial<RunFile>][] = [
    ['private_networks', 'guardrails.allow_private_networks', IN_OFFICE],
    ['metadata_services', 'guardrails.allowed_domains', { guardrails: { allowed_domains: ['169.254.169.254'] } }],
    ['metadata_services', 'guardrails.allowed_domains', { guardrails: { allowed_domains: ['Metadata.google.internal:80'] } }],
    ['blocked_sites', 'guardrails.allowed_domains', { guardrails: { allowed_domains: ['*.paypal.com'] } }],
    ['unjudged_clicks', 'guardrails.enable_llm_action_check', { guardrails: { enable_llm_action_check: false } }],
    ['permissions', 'permissions', { permissions: ['camera'] }],
    ['permissions', 'permissions', { geolocation: { latitude: 1, longitude: 1 } }],
    ['full_service_workers', 'service_workers', { service_workers: 'full' }],
  ];

  test.each(openings)('%s bounds requests (%s), profiles and playbooks', (key, field, wish) => {
    const fields = (opener: string, run: AskedRun) => beyondPolicy(policyOf({ [key]: opener }), run).map((problem) => problem.field);
    const [byRequest, byPlaybook, byProfile] = [asked(wish), asked({}, { playbook: wish }), asked({}, { profile: wish })];
    expect([byRequest, byPlaybook, byProfile].map((run) => fields('nobody', run))).toEqual([[field], ['playbook'], ['profile']]);
    expect([byRequest, byPlaybook, byProfile].map((run) => fields('playbooks', run))).toEqual([[field], [], []]);
    expect([byRequest, byPlaybook, byProfile].map((run) => fields('requests', run))).toEqual([[], [], []]);
    // What a file opens, a request may ask for too.
    expect(fields('playbooks', asked(wish, { playbook: wish }))).toEqual([]);
    expect(fields('nobody', asked(wish, { playbook: wish }))).toEqual(['playbook']);
  });

  test('one sentence says who asks for what, and names the key', () => {
    expect(beyondPolicy(policyOf({ private_networks: 'playbooks' }), asked(IN_OFFICE))).toEqual([
      {
        field: 'guardrails.allow_private_networks',
        message:
          'The run asks for allow_private_networks: true, and the operator of this service allows less: private_networks: playbooks in its policy (--policy, ROTE_POLICY).',
      },
    ]);
    const [{ message } = { message: '' }] = beyondPolicy(policyOf({ private_networks: 'nobody' }), asked({}, { playbook: IN_OFFICE }));
    expect(message).toMatch(/^The playbook job asks for allow_private_networks: true, /);
  });
});

describe('limits', () => {
  const tight = { timeout_seconds: 60, max_steps: 10, max_tokens: 1_000, max_cost_usd: 0.5, max_urls_visited: 5 };

  test.each<[string, Partial<RunConfigInput>]>([
    ['timeout_seconds', { timeout_seconds: 61 }],
    ['max_steps', { max_steps: 11 }],
    ['max_tokens', { max_tokens: 1_001 }],
    ['max_cost_usd', { max_cost_usd: 0.51 }],
    ['guardrails.max_urls_visited', { guardrails: { max_urls_visited: 6 } }],
  ])('a wish for more %s is refused', (field, request) => {
    const key = field.replace('guardrails.', '');
    const message = expect.stringContaining(`${key}: ${Object.entries(tight).find(([name]) => name === key)?.[1]} in its policy`);
    expect(beyondPolicy(policyOf(tight), asked(request))).toEqual([{ field, message }]);
  });

  test('what was not asked for is lowered, and less stays', () => {
    const run = asked({});
    expect(beyondPolicy(policyOf(tight), run)).toEqual([]);
    const { max_urls_visited, ...numbers } = tight;
    expect(lowerConfig(policyOf(tight), run.config)).toEqual({ ...run.config, ...numbers });
    expect(lowerGuardrails(policyOf(tight), defaultGuardrails, run)).toMatchObject({ max_urls_visited });
    const less = asked({ timeout_seconds: 30, max_steps: 1, max_tokens: 5, max_cost_usd: 0.1 });
    expect(lowerConfig(policyOf(tight), less.config)).toEqual(less.config);
    expect(lowerConfig(policyOf({}), run.config)).toEqual(run.config);
  });

  test('domains: a run has no others, and those that the operator blocks are blocked in every run', () => {
    const policy = policyOf({ domains: ['*.shop.test', '10.0.0.5:80'], blocked_domains: ['admin.shop.test'] });
    const named = (...allowed_domains: string[]) => asked({ guardrails: { allowed_domains } });
    expect(beyondPolicy(policy, named('a.shop.test', '10.0.0.5:80'))).toEqual([]);
    for (const host of ['shop.test.evil.test', '*', '*.test', '10.0.0.5', '10.0.0.5:81'])
      expect(beyondPolicy(policy, named(host))).toHaveLength(1);
    expect(beyondPolicy(policy, asked({}, { playbook: { guardrails: { allowed_domains: ['evil.test'] } } }))).toMatchObject([
      { field: 'playbook' },
    ]);
    const urls = createUrlPolicy(lowerGuardrails(policy, defaultGuardrails, asked({})));
    const allows = (host: string) => urls.checkUrl(`https://${host}/`, 'navigation').ok;
    expect(['a.shop.test', 'evil.test', 'admin.shop.test'].map(allows)).toEqual([true, false, false]);
  });

  test('models, agents and scripts', () => {
    const policy = policyOf({ models: ['openai:small'], agents: false, scripts: false });
    const fields = (...run: Parameters<typeof asked>) => beyondPolicy(policy, asked(...run)).map(({ field }) => field);
    expect(fields({ model: 'openai:small' })).toEqual([]);
    expect(fields({ model: 'openai:large', utility_model: 'other:one', execution_mode: 'agent_only' })).toEqual([
      'model',
      'utility_model',
      'execution_mode',
    ]);
    expect(fields({}, { playbook: {}, steps: ['goto', 'evaluate'] })).toEqual(['playbook']);
    expect(lowerConfig(policy, configOf({})).execution_mode).toBe('playbook_only');
  });
});

test('the work grows with the number of domains, not with its square', () => {
  const allowed_domains = Array.from({ length: 20_000 }, (_, at) => `*.a${at}.test`);
  const run = asked({ guardrails: { allowed_domains } }, { playbook: { guardrails: { allowed_domains } } });
  expect(beyondPolicy(policyOf({ domains: allowed_domains }), run)).toEqual([]);
  expect(mergeGuardrails({ ...defaultGuardrails, allowed_domains }, { allowed_domains: [...allowed_domains, 'b.test'] }).widened).toEqual([
    'allowed_domains: added b.test',
  ]);
  // By comparing each with each, this would take most of a minute.
});

test('a name that resolves to a metadata service stays closed, unless those may name one who named it', () => {
  const open = (policy: Partial<OperatorPolicy>, run: AskedRun) => {
    const { settings } = mergeGuardrails(defaultGuardrails, run.config.guardrails, run.playbook?.guardrails ?? {});
    return createUrlPolicy(lowerGuardrails(policyOf(policy), settings, run)).checkAddresses('a.shop.test', ['169.254.169.254']).ok;
  };
  const guardrails = { allow_private_networks: true, allowed_domains: ['a.shop.test'] };
  const [byRequest, byPlaybook] = [asked({ guardrails }), asked({}, { playbook: { guardrails } })];
  expect([open({}, byRequest), open({}, byPlaybook)]).toEqual([false, false]);
  expect([open({ metadata_services: 'playbooks' }, byRequest), open({ metadata_services: 'playbooks' }, byPlaybook)]).toEqual([
    false,
    true,
  ]);
  expect(open({ metadata_services: 'requests' }, byRequest)).toBe(true);
});
