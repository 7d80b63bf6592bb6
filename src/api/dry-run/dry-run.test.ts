import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type DryRun, dryRunCheckSchema, dryRunSchema, operatorPolicySchema, profileSchema, RoteError } from '../../contract/index.ts';
import { createUpstreamPolicy } from '../../guardrails/index.ts';
import type { ApiDeps } from '../api-deps.ts';
import { TestApi } from '../testing/test-api.ts';

let testApi: TestApi;
beforeAll(async () => {
  testApi = await TestApi.open();
});
afterEach(() => testApi.clear());
afterAll(() => testApi.close());

const LOGIN = { username: 'demo', password: 'correct horse battery' };
const ORDER = { directive: 'Cancel order #12345', start_url: 'http://127.0.0.1:4000/', credentials: LOGIN };

async function dryRun(body: unknown, deps: Partial<ApiDeps> = {}): Promise<DryRun> {
  const { url } = await testApi.api(deps);
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${url}/v1/runs/dry-run`, init);
  expect(response.status).toBe(200);
  return dryRunSchema.parse(await response.json());
}

function failed({ checks }: DryRun): Record<string, string> {
  return Object.fromEntries(checks.filter(({ status }) => status === 'fail').map(({ name, message }) => [name, message]));
}

test('passes every check, each named once, for a valid request, and creates no run', async () => {
  const before = await testApi.storage.runs.totals();
  const result = await dryRun(ORDER);
  expect(result.ok).toBe(true);
  expect(result.checks.map(({ name }) => name)).toEqual(dryRunCheckSchema.shape.name.options);
  expect(result.checks.find(({ name }) => name === 'playbook')?.message).toContain('cancel_order');
  expect(result.checks.find(({ name }) => name === 'playbook_params')?.message).toContain('order_id');
  expect(result.warnings).toContain('The playbook cancel_order widens allow_private_networks: false -> true.');
  expect(await testApi.storage.runs.totals()).toEqual(before);
});

test('returns the request as it would be stored, without secrets anywhere', async () => {
  const result = await dryRun({
    ...ORDER,
    directive: `Cancel order #12345 with ${LOGIN.password}`,
    proxy: { server: 'http://proxy.example.com:3128', username: 'me', password: 'proxy pass phrase' },
    webhook_url: 'https://hooks.example.com/T0KEN',
    profile: LOGIN.password,
  });
  const text = JSON.stringify(result);
  for (const secret of [LOGIN.password, 'proxy pass phrase', 'T0KEN']) expect(text).not.toContain(secret);
  expect(result.config).toMatchObject({ credentials: { username: '[secret]', password: '[secret]' } });
});

test.each<[string, unknown, Record<string, string>]>([
  ['credentials that the login needs', { ...ORDER, credentials: {} }, { credentials: 'username, password' }],
  ['an unknown playbook', { ...ORDER, start_url: 'https://example.com/', playbook: 'nobody' }, { playbook: 'Known: ' }],
  ['a broken playbook', { ...ORDER, start_url: 'https://example.com/', playbook: 'broken' }, { playbook: 'broken.yaml:3:5' }],
  [
    'no playbook where only playbooks are wanted',
    { directive: 'Dance', execution_mode: 'playbook_only' },
    { playbook: 'No playbook fits' },
  ],
  ['a parameter without a value', { ...ORDER, directive: 'Cancel the order' }, { playbook_params: 'order_id' }],
  ['parameters that do not exist, all of them', { ...ORDER, playbook_params: { a: 1, b: 2 } }, { playbook_params: '"b"' }],
  ['no start for a playbook that needs a base', { ...ORDER, start_url: undefined }, { playbook_params: 'base_url' }],
  ['a start in a private network', { directive: 'Look', start_url: 'http://192.168.1.1/' }, { start_url: 'private network' }],
  [
    'a start that is blocked',
    { directive: 'Look', start_url: 'https://a.example.com/', guardrails: { blocked_domains: ['*.example.com'] } },
    { start_url: 'blocked_domains' },
  ],
  [
    'a start that is not allowed',
    { directive: 'Look', start_url: 'https://a.example.com/', guardrails: { allowed_domains: ['b.example.com'] } },
    { start_url: 'allowed_domains' },
  ],
  [
    'guardrails that allow no page',
    { ...ORDER, guardrails: { allowed_domains: [] } },
    { guardrails: 'no page is allowed', start_url: 'allowed_domains' },
  ],
  ['invalid domains', { ...ORDER, guardrails: { blocked_domains: ['http://x/'] } }, { guardrails: 'domain pattern' }],
  ['an invalid schema', { ...ORDER, output_schema: { type: 'nonsense' } }, { output_schema: 'cannot be used' }],
  ['an unknown profile', { ...ORDER, profile: 'nobody' }, { profile: 'nobody' }],
  ['a proxy of another kind', { ...ORDER, proxy: { server: 'socks5://p:1' } }, { proxy: 'socks5' }],
  ['a password in the address of a proxy', { ...ORDER, proxy: { server: 'http://u:pw@p:1' } }, { proxy: 'proxy.password' }],
  ['a proxy on this machine', { ...ORDER, proxy: { server: 'http://127.0.0.1:3128' } }, { proxy: 'ROTE_UPSTREAM_PROXIES' }],
  [
    'a proxy in a private network, whatever the run allows',
    { ...ORDER, proxy: { server: '10.0.0.1:3128' }, guardrails: { allow_private_networks: true } },
    { proxy: 'ROTE_UPSTREAM_PROXIES' },
  ],
  ['a metadata service as a proxy', { ...ORDER, proxy: { server: 'http://169.254.169.254' } }, { proxy: 'metadata' }],
  ['a webhook to this machine', { ...ORDER, webhook_url: 'http://localhost:1/' }, { webhook: 'local host' }],
  [
    'fields of a wrong shape, each in its check',
    {
      ...ORDER,
      timeout_seconds: 5,
      max_steps: 'many',
      start_url: 'no url',
      credentials: { password: 1 },
      webhook_url: 'x',
      guardrails: { max_urls_visited: 0 },
    },
    {
      limits: 'max_steps',
      start_url: 'start_url',
      credentials: 'credentials.password',
      webhook: 'webhook_url',
      guardrails: 'max_urls_visited',
      playbook_params: 'base_url',
    },
  ],
])('reports %s', async (_name, body, expected) => {
  const result = await dryRun(body);
  expect(result.ok).toBe(false);
  const found = failed(result);
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, words] of Object.entries(expected)) expect(found[name]).toContain(words);
});

test('requires a model where the agent drives, and warns where one would only help', async () => {
  const none = { modelProblem: () => 'There is no key for it.' };
  expect(failed(await dryRun({ directive: 'Look around', start_url: 'https://example.com/' }, none)).model).toContain('There is no key');
  const replayed = await dryRun(ORDER, none);
  expect(replayed.ok).toBe(true);
  expect(replayed.warnings).toContain('A step that breaks cannot be recovered: There is no key for it.');
  expect((await dryRun({ ...ORDER, execution_mode: 'playbook_only' }, none)).warnings.join()).not.toContain('recovered');
});

test('applies the guardrails of a profile', async () => {
  const profile = async () => profileSchema.parse({ name: 'narrow', guardrails: { allowed_domains: ['only.example.com'] } });
  const result = await dryRun({ directive: 'Look', start_url: 'https://example.com/', profile: 'narrow' }, { profile });
  expect(failed(result)).toEqual({ start_url: expect.stringContaining('allowed_domains') });
});

test('accepts the private proxy that the operator lists, and runs through no other', async () => {
  const upstreamPolicy = createUpstreamPolicy(['10.0.0.1:3128']);
  const through = (server: string) => dryRun({ ...ORDER, proxy: { server } }, { upstreamPolicy });
  expect(failed(await through('http://10.0.0.1:3128'))).toEqual({});
  expect(failed(await through('http://10.0.0.1:3129'))).toHaveProperty('proxy');
});

test('refuses what the policy of the operator does not allow, and says what it lowers', async () => {
  const policy = operatorPolicySchema.parse({ timeout_seconds: 60, private_networks: 'playbooks' });
  const wide = { ...ORDER, timeout_seconds: 90, guardrails: { allow_private_networks: true } };
  // The playbook opens private networks too.
  expect(failed(await dryRun(wide, { policy }))).toEqual({ policy: expect.stringContaining('timeout_seconds: 60 in its policy') });
  const { warnings } = await dryRun(ORDER, { policy });
  expect(warnings).toContain("timeout_seconds is 60 by the operator's policy.");
  const { url } = await testApi.api({ policy });
  const body = JSON.stringify({ ...wide, directive: 'Look around', timeout_seconds: 30 });
  const refused = await fetch(`${url}/v1/runs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { error } = await refused.json();
  const message = expect.stringContaining('private_networks: playbooks in its policy');
  expect([refused.status, error.details.fields]).toEqual([400, [{ in: 'body', path: 'guardrails.allow_private_networks', message }]]);
  const closed = operatorPolicySchema.parse({ private_networks: 'nobody' });
  expect(failed(await dryRun(ORDER, { policy: closed }))).toEqual({ policy: expect.stringMatching(/^The playbook cancel_order asks/) });
});

test('warns about contradicting limits', async () => {
  const { warnings } = await dryRun({
    ...ORDER,
    guardrails: {
      stuck_repeat_hint: 9,
      stuck_failure_cluster_threshold: 9,
      allowed_domains: ['127.0.0.1', 'x.example'],
      blocked_domains: ['x.example'],
    },
  });
  const text = warnings.join('\n');
  for (const name of ['stuck_repeat_hint', 'stuck_failure_cluster_threshold', 'x.example: allowed and blocked'])
    expect(text).toContain(name);
});

test('rejects an invalid request and names every field', async () => {
  const { url } = await testApi.api();
  for (const [body, paths] of [
    [{ start_url: 'nope', surprise: 1 }, ['directive', 'start_url', 'surprise']],
    ['text', ['']],
    [null, ['']],
  ] as const) {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${url}/v1/runs/dry-run`, init);
    expect(response.status).toBe(400);
    const { error } = await response.json();
    expect([...new Set(error.details.fields.map((field: { path: string }) => field.path))].sort()).toEqual(paths);
  }
});

test('fails, instead of failing a check, when the playbooks cannot be read', async () => {
  const { url } = await testApi.api({
    playbooks: async () => {
      throw new RoteError('NOT_FOUND', 'The folder of playbooks cannot be read.');
    },
  });
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(ORDER) };
  expect((await fetch(`${url}/v1/runs/dry-run`, init)).status).toBe(404);
});
