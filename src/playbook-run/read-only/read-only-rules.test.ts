import { describe, expect, test } from 'vitest';
import { type ProxiedRequest, ReadOnlyRules, type ReadOnlyRulesOptions } from './read-only-rules.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };

const sent = (path: string, body: string | object = '', more: Partial<ProxiedRequest> = {}): ProxiedRequest => ({
  method: 'POST',
  url: new URL(path, 'https://shop.test'),
  headers: typeof body === 'string' ? FORM_TYPE : JSON_TYPE,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  isWholeBody: true,
  isNavigation: false,
  ...more,
});

/** Rules of a run whose application sent this before the first action. */
function acted(own: readonly ProxiedRequest[] = [], options: Partial<ReadOnlyRulesOptions> = {}): ReadOnlyRules {
  const rules = new ReadOnlyRules({ reads: [], password: undefined, ...options });
  for (const request of own) expect(rules.judge(request)).toEqual({ ok: true });
  rules.acts();
  return rules;
}

const passes = (rules: ReadOnlyRules, request: ProxiedRequest) => rules.judge(request).ok;

describe('reads', () => {
  const reads = [
    { method: 'POST', path: '/orders/*/find' },
    { path: '/rpc', body: 'search' },
  ];
  test.each<[string, ProxiedRequest, boolean]>([
    ['what a rule lists by method and path', sent('/orders/7/find', 'q=x'), true],
    ['its path with another method', sent('/orders/7/find', 'q=x', { method: 'PUT' }), false],
    ['what a rule lists by its body', sent('/rpc', { call: 'search' }), true],
    ['that path with another body', sent('/rpc', { call: 'delete' }), false],
    ['a GraphQL query', sent('/graphql', { query: 'query Orders { orders { id } }' }), true],
    ['a GraphQL mutation', sent('/graphql', { query: 'mutation Save { save }' }), false],
    ['a GraphQL query of which only the beginning is known', sent('/graphql', { query: '{ a }' }, { isWholeBody: false }), false],
    ['a GraphQL query beside another one in the address', sent('/graphql?query=mutation%7Bsave%7D', { query: '{ a }' }), false],
    ['a batch that only reads', sent('/odata/$batch', { requests: [{ method: 'get', url: 'Orders' }] }), true],
    [
      'a batch that also writes',
      sent('/odata/$batch', {
        requests: [
          { method: 'get', url: 'A' },
          { method: 'patch', url: 'B' },
        ],
      }),
      false,
    ],
    ['a form', sent('/orders/7', 'name=x', { isNavigation: true }), false],
    ['a download by POST', sent('/export', 'format=csv', { isNavigation: true }), false],
  ])('%s', (_what, request, ok) => {
    expect(passes(acted([], { reads }), request)).toBe(ok);
  });
});

test.each<[ProxiedRequest, string]>([
  [sent('/orders/7/close?token=s3cret'), 'POST shop.test/orders/7/close may change something, and this run is read-only.'],
  [sent('/orders/7/close'), 'reads: [{ method: POST, path: /orders/*/close }].'],
  [sent('/graphql', { query: 'mutation SaveOrder { save }' }), 'reads: [{ method: POST, path: /graphql, body: SaveOrder }].'],
  [sent('/a,b:%20{c}'), 'path: "/a,b:%20{c}"'],
  [
    sent('/$batch', {
      requests: [
        { method: 'put', url: 'A' },
        { method: 'put', url: 'B' },
      ],
    }),
    'no "reads" rule can list it',
  ],
])('a refusal names the line that would allow it: %#', (request, text) => {
  const verdict = acted().judge(request);
  const { reason } = verdict as { reason: string };
  expect(reason).toContain(text.replace('{c}', reason.includes('%7B') ? '%7Bc%7D' : '{c}'));
  expect(reason).not.toContain('s3cret');
});

describe('what the application sends automatically', () => {
  const token = (value: string) => sent('/token', `grant_type=refresh_token&refresh_token=${value}`);
  test.each<[string, ProxiedRequest, ProxiedRequest, boolean]>([
    ['a token refresh with another token', token('aVeryLongRandom1Value2Of3Letters'), token('bAnother1Random2Value3OfLetters4'), true],
    [
      'another grant at the same address',
      token('aVeryLongRandom1Value2Of3Letters'),
      sent('/token', 'grant_type=revoke&refresh_token=x'),
      false,
    ],
    ['telemetry at another time', sent('/t', { event: 'view', at: 1712345678901 }), sent('/t', { event: 'view', at: 1712345999999 }), true],
    [
      'telemetry about something else',
      sent('/t', { event: 'view', at: 1712345678901 }),
      sent('/t', { event: 'save', at: 1712345999999 }),
      false,
    ],
    ['a heartbeat without a body', sent('/beat'), sent('/beat'), true],
    ['the same with a body', sent('/beat'), sent('/beat', { delete: 7 }), false],
    ['another path', sent('/beat'), sent('/beat/delete'), false],
    ['another method', sent('/beat'), sent('/beat', '', { method: 'DELETE' }), false],
    [
      'a mutation of another name',
      sent('/graphql', { query: 'mutation Renew { a }' }),
      sent('/graphql', { query: 'mutation Pay { a }' }),
      false,
    ],
    [
      'a call of another service in the same words',
      sent('/rpc', { service: 'Orders', fn: 'list' }),
      sent('/rpc', { service: 'Orders', fn: 'del' }),
      false,
    ],
    ['a call that a number names', sent('/rpc', { op: 3 }), sent('/rpc', { op: 4 }), false],
    ['a call inside of a field', sent('/aura', 'message={"a":[{"call":"get"}]}'), sent('/aura', 'message={"a":[{"call":"set"}]}'), false],
    [
      'a call that a header names',
      sent('/', {}, { headers: { 'x-amz-target': 'A.Get' } }),
      sent('/', {}, { headers: { 'x-amz-target': 'A.Put' } }),
      false,
    ],
    ['a call that the address names', sent('/x?do=list'), sent('/x?do=delete'), false],
    ['a body that cannot be read', sent('/gwt', '7|0|list', { headers: {} }), sent('/gwt', '7|0|list', { headers: {} }), false],
    ['a form that opens a page', sent('/p', 'a=b', { isNavigation: true }), sent('/p', 'a=b', { isNavigation: true }), false],
  ])('%s', (_what, before, after, ok) => {
    expect(passes(acted([before]), after)).toBe(ok);
  });

  test('is learned before the first action only', () => {
    const rules = acted();
    expect(passes(rules, sent('/beat'))).toBe(false);
    {
      using _again = rules.login();
      expect(passes(rules, sent('/beat'))).toBe(true);
    }
    expect(passes(rules, sent('/beat'))).toBe(false);
  });
});

describe('the login', () => {
  test('sends what it wants until it has ended, forms that come back from another site included', () => {
    const rules = new ReadOnlyRules({ reads: [], password: 'right-pass-1' });
    {
      using _login = rules.login();
      expect(passes(rules, sent('/login', 'user=ada&password=right-pass-1', { isNavigation: true }))).toBe(true);
      expect(passes(rules, sent('/callback', 'code=x&state=y', { isNavigation: true }))).toBe(true);
      expect(passes(rules, sent('/refresh'))).toBe(true);
    }
    rules.acts();
    expect(passes(rules, sent('/refresh'))).toBe(true);
    expect(passes(rules, sent('/callback', 'code=x&state=y', { isNavigation: true }))).toBe(false);
    expect(passes(rules, sent('/account/delete', 'password=right-pass-1'))).toBe(false);
  });

  test('may be done by steps: what carries the password passes', () => {
    const rules = acted([], { password: 'right-pass-1' });
    expect(passes(rules, sent('/login', 'user=ada&password=right-pass-1', { isNavigation: true }))).toBe(true);
    expect(passes(rules, sent('/login', 'user=ada&password=other', { isNavigation: true }))).toBe(false);
  });
});

test('reports each kind once, with how often it was refused', () => {
  const rules = acted();
  for (const path of ['/orders/1', '/orders/2', '/orders/1']) rules.judge(sent(path));
  expect(rules.refused().map((line) => [line.slice(0, 26), line.endsWith('(2 times)')])).toEqual([
    ['POST shop.test/orders/1 ma', true],
    ['POST shop.test/orders/2 ma', false],
  ]);
});
