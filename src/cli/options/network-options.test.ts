import { expect, test } from 'vitest';
import { createUpstreamPolicy, parseUpstreamAddress, type UpstreamAddress } from '../../guardrails/index.ts';
import { localNetworkRules, networkRules } from './network-options.ts';

test('reads the proxies that runs may use, and names the option of an invalid entry', () => {
  expect(networkRules({}, {})).toEqual({ upstream_proxies: [] });
  const listed = networkRules({}, { ROTE_UPSTREAM_PROXIES: 'proxy.internal:3128, *.corp.example,' });
  expect(listed.upstream_proxies).toEqual(['proxy.internal:3128', '*.corp.example']);
  expect(networkRules({ upstreamProxies: '10.0.0.1' }, { ROTE_UPSTREAM_PROXIES: 'x.example' }).upstream_proxies).toEqual(['10.0.0.1']);
  expect(() => networkRules({ upstreamProxies: 'http://10.0.0.1' }, {})).toThrow(
    /--upstream-proxies \(ROTE_UPSTREAM_PROXIES\): "http:\/\//,
  );
});

test.each(['127.0.0.1:3128', 'http://u:p@localhost', 'http://[::1]:3128', 'http://10.0.0.1:3128'])(
  'trusts %s on the command line',
  (server) => {
    const { check } = createUpstreamPolicy(localNetworkRules(server, {}).upstream_proxies);
    const address = (text: string) => parseUpstreamAddress(text) as UpstreamAddress;
    expect(check(address(server))).toEqual({ ok: true });
    expect(check(address('http://10.0.0.9:3128'))).toMatchObject({ reason: expect.stringContaining('ROTE_UPSTREAM_PROXIES') });
  },
);
