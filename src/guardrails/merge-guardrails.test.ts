import { expect, test } from 'vitest';
import { defaultGuardrails } from '../contract/index.ts';
import { mergeGuardrails } from './merge-guardrails.ts';

test('empty overrides change and widen nothing', () => {
  expect(mergeGuardrails(defaultGuardrails, {}, { max_urls_visited: undefined })).toEqual({ settings: defaultGuardrails, widened: [] });
});

test('later overrides win, and every widened setting is reported', () => {
  const { settings, widened } = mergeGuardrails(
    defaultGuardrails,
    { allow_private_networks: true, max_urls_visited: 100 },
    { enable_llm_action_check: false, max_urls_visited: 200, stuck_window_size: 6, stuck_repeat_stop: 20 },
  );
  expect(settings).toMatchObject({ allow_private_networks: true, enable_llm_action_check: false, max_urls_visited: 200 });
  expect(widened).toEqual([
    'allow_private_networks: false -> true',
    'enable_llm_action_check: true -> false',
    'max_urls_visited: 50 -> 200',
    'stuck_window_size: 12 -> 6',
    'stuck_repeat_stop: 7 -> 20',
  ]);
});

test('tightening is not widening', () => {
  const { widened } = mergeGuardrails(
    { ...defaultGuardrails, allow_private_networks: true },
    { allow_private_networks: false, allowed_domains: ['shop.test'], max_urls_visited: 10, stuck_repeat_stop: 5, stuck_revisit_gap: 2 },
  );
  expect(widened).toEqual([]);
});

test('blocked domains accumulate', () => {
  const { settings, widened } = mergeGuardrails(
    { ...defaultGuardrails, blocked_domains: ['a.test'] },
    { blocked_domains: [] },
    { blocked_domains: ['b.test', 'a.test'] },
  );
  expect(settings.blocked_domains).toEqual(['a.test', 'b.test']);
  expect(widened).toEqual([]);
});

test.each<[string, string[] | null, string[] | null, string[]]>([
  ['a list becomes any', ['shop.test'], null, ['allowed_domains: shop.test -> any']],
  ['another domain', ['shop.test'], ['shop.test', 'pay.test'], ['allowed_domains: added pay.test']],
  ['subdomains of the same', ['shop.test'], ['*.shop.test'], ['allowed_domains: added *.shop.test']],
  ['a part of it', ['*.shop.test'], ['a.shop.test'], []],
  ['one port of it', ['shop.test'], ['shop.test:8443'], []],
  ['all ports of it', ['shop.test:8443'], ['shop.test'], ['allowed_domains: added shop.test']],
  ['a bank out of any', null, ['www.chase.com'], ['allowed_domains: www.chase.com opened from the built-in list']],
  ['a bank that was named before', ['*.chase.com'], ['www.chase.com'], []],
  ['a bank out of *', ['*'], ['www.chase.com'], ['allowed_domains: www.chase.com opened from the built-in list']],
])('allowed domains, %s', (_what, before, after, widened) => {
  expect(mergeGuardrails({ ...defaultGuardrails, allowed_domains: before }, { allowed_domains: after }).widened).toEqual(widened);
});
