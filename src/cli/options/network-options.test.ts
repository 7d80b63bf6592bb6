import { expect, test } from 'vitest';
import { createUpstreamPolicy, parseUpstreamAddress, type UpstreamAddress } from '../../guardrails/index.ts';
import { artifactsEndpoint, localNetwork, networkRules } from './network-options.ts';

test('reads the proxies that runs may use, and names the option of an invalid entry', () => {
  expect(networkRules({}, {})).toEqual({ upstream_proxies: [], closed: [] });
  const listed = networkRules({}, { ROTE_UPSTREAM_PROXIES: 'proxy.internal:3128, *.corp.example,' });
  expect(listed.upstream_proxies).toEqual(['proxy.internal:3128', '*.corp.example']);
  expect(networkRules({ upstreamProxies: '10.0.0.1' }, { ROTE_UPSTREAM_PROXIES: 'x.example' }).upstream_proxies).toEqual(['10.0.0.1']);
  expect(() => networkRules({ upstreamProxies: 'http://10.0.0.1' }, {})).toThrow(
    /--upstream-proxies \(ROTE_UPSTREAM_PROXIES\): "http:\/\//,
  );
});

test.each<[string, NodeJS.ProcessEnv, string[]]>([
  [
    'the addresses that the operator names',
    { ROTE_CLOSED: 'rote.corp.example:443, 10.0.0.7:7070' },
    ['rote.corp.example:443', '10.0.0.7:7070'],
  ],
  ['the service', { ROTE_SERVER: 'https://rote.corp.example/' }, ['rote.corp.example:443']],
  ['the database', { ROTE_DATABASE_URL: 'postgres://rote:secret@db.internal/rote' }, ['db.internal:5432']],
  ['the database at its port', { ROTE_DATABASE_URL: 'postgres://rote@[fd00::1]:6432/rote' }, ['[fd00::1]:6432']],
  ['the database named in its query', { ROTE_DATABASE_URL: 'postgres:///rote?host=db.internal&port=6432' }, ['db.internal:6432']],
  ['the database on this machine', { ROTE_DATABASE_URL: 'postgres:///rote' }, ['localhost:5432']],
  ['no database behind a socket', { ROTE_DATABASE_URL: 'postgres://%2Fvar%2Frun/rote' }, []],
])('closes %s', (_name, env, closed) => {
  expect(networkRules({}, env).closed).toEqual(closed);
});

test('closes a private store of artifacts, and not one that the whole world shares', async () => {
  const store = (endpoint?: string) => artifactsEndpoint({ kind: 's3', endpoint });
  expect(await store('http://127.0.0.1:9000')).toEqual(['127.0.0.1:9000']);
  expect(await store('http://localhost:9000')).toEqual(['localhost:9000']);
  expect(await store('https://8.8.8.8')).toEqual([]);
  expect(await store()).toEqual([]);
});

test('names the option of an address that is not closed', () => {
  expect(() => networkRules({ closed: 'rote.internal' }, {})).toThrow(/--closed \(ROTE_CLOSED\).*not rote\.internal/);
});

test.each(['127.0.0.1:3128', 'http://u:p@localhost', 'http://[::1]:3128', 'http://10.0.0.1:3128'])(
  'trusts %s on the command line',
  (server) => {
    const { check } = createUpstreamPolicy(localNetwork(server, {}).upstreamProxies);
    const address = (text: string) => parseUpstreamAddress(text) as UpstreamAddress;
    expect(check(address(server))).toEqual({ ok: true });
    expect(check(address('http://10.0.0.9:3128'))).toMatchObject({ reason: expect.stringContaining('ROTE_UPSTREAM_PROXIES') });
  },
);
