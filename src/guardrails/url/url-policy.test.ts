import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RoteError } from '../../contract/index.ts';
import { DEFAULT_BLOCKED_DOMAINS } from './default-blocked-domains.ts';
import { createUrlPolicy } from './url-policy.ts';

interface SampleCase {
  id: string;
  url: string;
  expect: 'block' | 'allow';
  stage: 'url' | 'resolve' | 'connect' | 'runtime';
  why: string;
  allowlist?: string[];
  dns?: Record<string, string[]>;
  parsed: { hostname: string };
}
const sample = JSON.parse(readFileSync(new URL('../../../tests/fixtures/ssrf-sample.json', import.meta.url), 'utf8')) as {
  cases: SampleCase[];
};

const policy = (settings: { allowed?: string[] | null; blocked?: string[]; priv?: boolean } = {}) =>
  createUrlPolicy({
    allowed_domains: settings.allowed ?? null,
    blocked_domains: settings.blocked ?? [],
    allow_private_networks: settings.priv ?? false,
  });

const rule = (url: string, settings = {}, use: 'navigation' | 'request' = 'navigation') => {
  const verdict = policy(settings).checkUrl(url, use);
  return verdict.ok ? 'ok' : verdict.rule;
};

describe('the sample of server-side request forgeries', () => {
  test.each(sample.cases.filter(({ stage }) => stage === 'url').map((entry) => [entry.id, entry.url, entry.why, entry] as const))(
    '%s %s (%s)',
    (_id, url, _why, entry) => {
      const verdict = policy({ allowed: entry.allowlist ?? null }).checkUrl(url, 'request');
      expect(verdict.ok ? 'allow' : 'block').toBe(entry.expect);
      if (verdict.ok) expect(verdict.url).not.toContain('pw');
    },
  );

  test.each(sample.cases.filter(({ stage }) => stage === 'resolve').map((entry) => [entry.id, entry.url, entry.why, entry] as const))(
    '%s %s after DNS (%s)',
    (_id, url, _why, entry) => {
      const addresses = entry.dns?.[entry.parsed.hostname] ?? [];
      const byAddress = policy().checkAddresses(entry.parsed.hostname, addresses);
      expect(byAddress.ok ? 'allow' : 'block').toBe(entry.expect);
      if (entry.expect === 'allow') expect(policy().checkUrl(url, 'navigation').ok).toBe(true);
    },
  );
});

describe('what may be in the address bar', () => {
  test.each([
    ['https://example.com/', 'ok'],
    ['HTTP://EXAMPLE.COM', 'ok'],
    ['about:blank', 'ok'],
    ['ABOUT:blank', 'ok'],
    ['about:BLANK', 'scheme'],
    ['about:blank#x', 'ok'],
    ['about:srcdoc', 'scheme'],
    ['about:config', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['java\tscript:alert(1)', 'scheme'],
    [' javascript:alert(1)', 'scheme'],
    ['data:text/html,x', 'scheme'],
    ['blob:https://example.com/1', 'scheme'],
    ['filesystem:https://example.com/temporary/x', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['view-source:https://example.com/', 'scheme'],
    ['chrome://settings', 'scheme'],
    ['chrome-extension://abc/x', 'scheme'],
    ['ws://example.com/', 'scheme'],
    ['wss://example.com/', 'scheme'],
    ['ftp://example.com/', 'scheme'],
    ['mailto:a@example.com', 'scheme'],
    ['intent://x#Intent;scheme=http;end', 'scheme'],
    ['https://user@example.com/', 'credentials'],
    ['https://:pw@example.com/', 'credentials'],
    ['https://user:pw@127.0.0.1/', 'credentials'],
    ['example.com', 'malformed'],
    ['/orders', 'malformed'],
    ['', 'malformed'],
    ['https://', 'malformed'],
    ['https://a..b/', 'malformed'],
    ['https://exa mple.com/', 'malformed'],
    ['https://evil.test;.example.com/', 'malformed'],
    ["https://a'b.example.com/", 'malformed'],
    ['https://1.2.3.4.5/', 'malformed'],
    [`https://${'a'.repeat(64)}.com/`, 'malformed'],
    ['https://[fe80::1%25eth0]/', 'malformed'],
  ])('%s: %s', (url, expected) => {
    expect(rule(url)).toBe(expected);
  });

  test('requests allow web sockets, and credentials are judged by the rules of the host', () => {
    expect(rule('wss://example.com/', {}, 'request')).toBe('ok');
    expect(rule('ws://127.0.0.1/', {}, 'request')).toBe('private_network');
    expect(rule('https://u:p@example.com/', {}, 'request')).toBe('ok');
    expect(rule('https://u:p@10.0.0.1/', {}, 'request')).toBe('private_network');
    expect(rule('about:blank', {}, 'request')).toBe('scheme');
    expect(rule('data:text/plain,x', {}, 'request')).toBe('scheme');
  });

  test('a verdict contains no credentials or fragment; a reason no path or query', () => {
    expect(policy().checkUrl('https://u:hunter2@example.com/a?b=c#token', 'request')).toEqual({
      ok: true,
      url: 'https://example.com/a?b=c',
    });
    for (const url of ['https://u:hunter2@10.0.0.1/hunter2?t=hunter2#hunter2', 'https://u:hunter2@example.com/', 'data:hunter2,hunter2'])
      expect(JSON.stringify(policy().checkUrl(url, 'navigation'))).not.toContain('hunter2');
  });
});

describe('names that are private by convention', () => {
  test.each([
    'localhost',
    'LOCALHOST',
    'localhost.',
    'localhost..',
    'a.b.localhost',
    'foo.localhost.',
    'localhost.localdomain',
    'ip6-localhost',
    'printer.local',
    'router.lan',
    'wiki.intranet',
    'intranet',
    'redis',
    'metadata',
    'metadata.google.internal',
    'METADATA.GOOGLE.INTERNAL.',
    'instance-data.ec2.internal',
    'metadata.azure.internal',
    'metadata.tencentyun.com',
    'host.docker.internal',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
    'nas.home.arpa',
    'ｌocalhost',
    'loc%61lhost',
  ])('%s', (host) => {
    expect(rule(`http://${host}/`)).toBe('private_network');
  });

  test.each(['localhost.example.com', 'mylocalhost.com', 'local.example.com', 'internal.example.com', 'lan.com', 'home.example.org'])(
    '%s is a public name',
    (host) => {
      expect(rule(`http://${host}/`)).toBe('ok');
    },
  );
});

describe('every spelling of an address', () => {
  const spellings = (a: number, b: number, c: number, d: number): string[] => {
    const whole = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
    const low24 = (b << 16) | (c << 8) | d;
    const low16 = (c << 8) | d;
    const hex = (n: number) => `0x${n.toString(16)}`;
    const octal = (n: number) => `0${n.toString(8)}`;
    const group = (x: number, y: number) => (x * 256 + y).toString(16);
    const wide = (text: string) => [...text].map((digit) => String.fromCodePoint(digit.codePointAt(0)! + 0xfee0)).join('');
    return [
      `${a}.${b}.${c}.${d}`,
      `${a}.${b}.${c}.${d}.`,
      `${whole}`,
      hex(whole),
      hex(whole).toUpperCase().replace('0X', '0x'),
      octal(whole),
      `${a}.${low24}`,
      `${a}.${b}.${low16}`,
      `${hex(a)}.${hex(b)}.${hex(c)}.${hex(d)}`,
      `${octal(a)}.${octal(b)}.${octal(c)}.${octal(d)}`,
      `0000${octal(a)}.${b}.${hex(c)}.${d}`,
      `${hex(a)}.${octal(b)}.${low16}`,
      wide(`${a}.${b}.${c}.${d}`),
      `${a}。${b}｡${c}．${d}`,
      [...`${a}.${b}.${c}.${d}`].map((char) => `%${char.charCodeAt(0).toString(16)}`).join(''),
      `[::ffff:${a}.${b}.${c}.${d}]`,
      `[0:0:0:0:0:ffff:${group(a, b)}:${group(c, d)}]`,
      `[::${a}.${b}.${c}.${d}]`,
      `[64:ff9b::${a}.${b}.${c}.${d}]`,
      `[64:ff9b:0:0:0:0:${group(a, b)}:${group(c, d)}]`,
      `[2002:${group(a, b)}:${group(c, d)}::1]`,
    ];
  };
  const byte = fc.integer({ min: 0, max: 255 });
  const blocked: fc.Arbitrary<[number, number, number, number]> = fc.oneof(
    fc.tuple(fc.constantFrom(0, 10, 127), byte, byte, byte),
    fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), byte, byte),
    fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
    fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
    fc.tuple(fc.constant(198), fc.constantFrom(18, 19), byte, byte),
    fc.tuple(fc.constantFrom(192), fc.constant(0), fc.constantFrom(0, 2), byte),
    fc.tuple(fc.integer({ min: 224, max: 255 }), byte, byte, byte),
  );

  test('a blocked IPv4 address is blocked in all of them, with and without user, port and path [EGRESS-02]', () => {
    fc.assert(
      fc.property(blocked, fc.constantFrom('', ':8080'), (address, port) => {
        for (const host of spellings(...address)) {
          for (const url of [`http://${host}${port}/`, `  https://${host}${port}/x?y`, `http:\\\\${host}${port}`, `http:/${host}${port}`])
            expect([url, policy().checkUrl(url, 'request').ok]).toEqual([url, false]);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('a public IPv4 address is allowed in the usual spellings', () => {
    const open: fc.Arbitrary<[number, number, number, number]> = fc.tuple(fc.constantFrom(1, 8, 23, 93, 151, 185, 212), byte, byte, byte);
    fc.assert(
      fc.property(open, (address) => {
        for (const host of spellings(...address).filter((host) => !host.startsWith('[::') || host.includes('ffff')))
          expect([host, policy().checkUrl(`http://${host}/`, 'navigation').ok]).toEqual([host, true]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('after DNS', () => {
  test('one private address among public ones blocks the name [EGRESS-03]', () => {
    const verdict = policy().checkAddresses('mixed.example.com', ['93.184.216.34', '10.0.0.1']);
    expect(verdict).toMatchObject({ ok: false, rule: 'private_network', reason: expect.stringContaining('10.0.0.1') });
    expect(verdict).toMatchObject({ reason: expect.stringContaining('--allow-private-networks') });
  });

  test('a name without addresses, or with an invalid one, is unresolved', () => {
    expect(policy().checkAddresses('x.example.com', [])).toMatchObject({ rule: 'unresolved' });
    expect(policy({ priv: true }).checkAddresses('x.example.com', ['not an address'])).toMatchObject({ rule: 'unresolved' });
  });

  test('a blocked address is blocked under every name', () => {
    const blocking = policy({ priv: true, blocked: ['10.0.0.5'] });
    expect(blocking.checkAddresses('alias.example.com', ['::ffff:10.0.0.5'])).toMatchObject({ rule: 'blocked_domain' });
    expect(blocking.checkAddresses('alias.example.com', ['10.0.0.6']).ok).toBe(true);
  });
});

describe('allow_private_networks', () => {
  test.each([
    'http://127.0.0.1:3000/',
    'http://localhost/',
    'http://[::1]/',
    'http://10.1.2.3/',
    'http://intranet/',
    'http://printer.local/',
    'http://[fd12::1]/',
    'http://100.64.1.1/',
    'http://0.0.0.0:8000/',
  ])('opens %s', (url) => {
    expect(rule(url, { priv: true })).toBe('ok');
  });

  test.each([
    'http://169.254.169.254/',
    'http://[::ffff:169.254.169.254]/',
    'http://metadata.google.internal/',
    'http://[fd00:ec2::254]/',
    'http://169.254.1.1/',
    'http://[fe80::1]/',
    'http://100.100.100.200/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
  ])('does not open %s', (url) => {
    expect(rule(url, { priv: true })).toBe('private_network');
  });

  test('metadata and link-local hosts must be named as well; a name alone opens nothing private [EGRESS-11]', () => {
    expect(rule('http://169.254.169.254/', { priv: true, allowed: ['169.254.169.254'] })).toBe('ok');
    expect(rule('http://169.254.169.254/', { priv: true, allowed: ['*'] })).toBe('private_network');
    expect(rule('http://169.254.169.254/', { allowed: ['169.254.169.254'] })).toBe('private_network');
    expect(rule('http://localhost/', { allowed: ['localhost'] })).toBe('private_network');
    expect(rule('http://224.0.0.1/', { priv: true, allowed: ['224.0.0.1'] })).toBe('private_network');
  });

  test('the operator may close metadata services to every run, whatever it names', () => {
    const named = { allow_private_networks: true, allowed_domains: ['169.254.169.254', 'shop.test', '10.0.0.1'], blocked_domains: [] };
    const policy = createUrlPolicy({ ...named, allow_metadata_services: false });
    const reason = expect.stringContaining('to no run');
    expect(policy.checkUrl('http://169.254.169.254/latest', 'request')).toMatchObject({ ok: false, reason });
    expect(policy.checkAddresses('shop.test', ['169.254.169.254'])).toMatchObject({ ok: false, reason });
    expect(policy.checkUrl('http://10.0.0.1/', 'request').ok).toBe(true);
    expect(createUrlPolicy(named).checkUrl('http://169.254.169.254/latest', 'request').ok).toBe(true);
  });

  test('a name that resolves to metadata stays blocked', () => {
    expect(policy({ priv: true }).checkAddresses('x.example.com', ['169.254.169.254'])).toMatchObject({ rule: 'private_network' });
  });
});

describe('allowed and blocked domains', () => {
  test.each<[string, object, string]>([
    ['https://x.com/', { allowed: ['*.x.com'] }, 'ok'],
    ['https://evilx.com/', { allowed: ['*.x.com'] }, 'domain_not_allowed'],
    ['https://x.com.evil.test/', { allowed: ['*.x.com'] }, 'domain_not_allowed'],
    ['https://X.COM./', { allowed: ['x.com'] }, 'ok'],
    ['https://shop.test:8443/', { allowed: ['shop.test'] }, 'ok'],
    ['https://shop.test:8443/', { allowed: ['shop.test:443'] }, 'domain_not_allowed'],
    ['https://shop.test/', { allowed: ['shop.test:443'] }, 'ok'],
    ['https://shop.test/', { allowed: [] }, 'domain_not_allowed'],
    ['https://a.shop.test/', { allowed: ['*'], blocked: ['*.shop.test'] }, 'blocked_domain'],
    ['https://shop.test/', { allowed: ['shop.test'], blocked: ['shop.test'] }, 'blocked_domain'],
    ['https://anything.test/', { blocked: ['*'] }, 'blocked_domain'],
    ['https://www.chase.com/', {}, 'blocked_domain'],
    ['https://www.chase.com/', { allowed: ['*'] }, 'blocked_domain'],
    ['https://www.chase.com/', { allowed: ['*.com'] }, 'blocked_domain'],
    ['https://www.chase.com/', { allowed: ['*.chase.com'] }, 'ok'],
    ['https://www.chase.com/', { allowed: ['www.chase.com'] }, 'ok'],
    ['https://www.chase.com/', { allowed: ['www.chase.com:443'] }, 'ok'],
    ['https://secure.chase.com/', { allowed: ['www.chase.com', '*'] }, 'blocked_domain'],
    ['https://www.chase.com/', { allowed: ['*.chase.com'], blocked: ['chase.com', '*.chase.com'] }, 'blocked_domain'],
    ['https://mail.google.com/', {}, 'blocked_domain'],
    ['https://mail.google.com/', { allowed: ['*.google.com'] }, 'blocked_domain'],
    ['https://docs.google.com/', { allowed: ['*.google.com'] }, 'ok'],
    ['https://www.irs.gov/', {}, 'blocked_domain'],
    ['https://www.irs.gov/', { allowed: ['*.gov'] }, 'ok'],
    ['https://www.gov.uk/', {}, 'blocked_domain'],
    ['https://www.paypal.com/', {}, 'blocked_domain'],
    ['https://www.facebook.com/', {}, 'blocked_domain'],
    ['https://notfacebook.com/', {}, 'ok'],
  ])('%s under %j: %s', (url, settings, expected) => {
    expect(rule(url, settings)).toBe(expected);
  });

  test('invalid patterns are reported all at once, by name', () => {
    const create = () => policy({ allowed: ['*example.com'], blocked: ['https://x.test/'] });
    expect(create).toThrow(RoteError);
    expect(create).toThrow(/\*example\.com.*https:\/\/x\.test\//);
  });

  test('the built-in list holds plain domains, none twice and none below another', () => {
    const domains = Object.values(DEFAULT_BLOCKED_DOMAINS).flat();
    const all = new Set(domains);
    expect(all.size).toBe(domains.length);
    for (const domain of domains) {
      expect(domain).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/);
      for (let at = domain.indexOf('.'); at >= 0; at = domain.indexOf('.', at + 1))
        expect([domain, all.has(domain.slice(at + 1))]).toEqual([domain, false]);
    }
  });
});

test('never throws', () => {
  const subject = policy();
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.webUrl(),
        fc.string().map((text) => `http://${text}`),
      ),
      (text) => {
        subject.checkUrl(text, 'navigation');
        subject.checkUrl(text, 'request');
        subject.checkAddresses(text, [text]);
      },
    ),
  );
});
