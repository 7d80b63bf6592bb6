import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexGlobs, parseDomainGlob } from './domain-glob.ts';

function glob(text: string) {
  const parsed = parseDomainGlob(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.glob;
}

const matches = (text: string, host: string, port = 443) => indexGlobs([glob(text)]).find(host, port) !== undefined;

describe('domain patterns', () => {
  test.each<[string, string, boolean]>([
    ['x.com', 'x.com', true],
    ['x.com', 'www.x.com', false],
    ['x.com', 'evilx.com', false],
    ['x.com', 'x.com.evil.test', false],
    ['*.x.com', 'x.com', true],
    ['*.x.com', 'a.x.com', true],
    ['*.x.com', 'a.b.c.x.com', true],
    ['*.x.com', 'evilx.com', false],
    ['*.x.com', 'x.com.evil.test', false],
    ['*.x.com', 'xxcom', false],
    ['*', 'anything.example', true],
    ['*.X.COM.', 'a.x.com', true],
    [' x.com ', 'x.com', true],
    ['*.münchen.de', 'xn--mnchen-3ya.de', true],
    ['MÜNCHEN.de', 'xn--mnchen-3ya.de', true],
    ['*.xn--mnchen-3ya.de', 'rathaus.xn--mnchen-3ya.de', true],
    ['127.1', '127.0.0.1', true],
    ['0x7f.1', '127.0.0.1', true],
    ['[::1]', '0:0:0:0:0:0:0:1', true],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['[::ffff:10.0.0.1]', '10.0.0.1', true],
    ['*.com', 'x.com', true],
    ['_dmarc.x.com', '_dmarc.x.com', true],
  ])('%s covers %s: %s', (pattern, host, expected) => {
    expect(matches(pattern, host)).toBe(expected);
  });

  test('a port restricts the pattern', () => {
    expect(matches('localhost:3000', 'localhost', 3000)).toBe(true);
    expect(matches('localhost:3000', 'localhost', 3001)).toBe(false);
    expect(matches('*.x.com:8443', 'a.x.com', 8443)).toBe(true);
    expect(matches('[::1]:8080', '0:0:0:0:0:0:0:1', 8080)).toBe(true);
    expect(matches('*:8080', 'any.test', 8080)).toBe(true);
    expect(matches('*:8080', 'any.test', 80)).toBe(false);
    expect(matches('x.com', 'x.com', 9999)).toBe(true);
  });

  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['https://example.com', 'without scheme'],
    ['example.com/path', 'without scheme, path'],
    ['user@example.com', 'without scheme, path or user'],
    ['*example.com', 'first label'],
    ['ex*mple.com', 'first label'],
    ['example.*', 'first label'],
    ['a.*.com', 'first label'],
    ['**.example.com', 'first label'],
    ['*.*.example.com', 'first label'],
    ['.example.com', 'write *.example.com'],
    ['a.com, b.com', 'one host'],
    ['a.com b.com', 'one host'],
    ['a.com;b.com', 'one host'],
    ['example.com:0', 'port'],
    ['example.com:99999', 'port'],
    ['*.10.0.0.1', 'no subdomains'],
    ['*.[::1]', 'no subdomains'],
    ['a..b', 'could have'],
    ['1.2.3.4.5', 'could have'],
    ['[::1', 'could have'],
    ['%65xample.com', 'one host'],
    ['*.', 'could have'],
    ['-a!.com', 'could have'],
  ])('%j is invalid, and the message says why', (text, why) => {
    const parsed = parseDomainGlob(text);
    expect(parsed).toMatchObject({ ok: false, message: expect.stringContaining(why) });
    expect(parsed).toMatchObject({ message: expect.stringContaining('is not a domain pattern') });
  });

  test('the most specific pattern is found', () => {
    const index = indexGlobs(['*', '*.com', '*.x.com', 'a.x.com', 'a.x.com:8443'].map(glob));
    expect(index.find('a.x.com', 8443)?.text).toBe('a.x.com');
    expect(index.find('b.x.com', 443)?.text).toBe('*.x.com');
    expect(index.find('y.com', 443)?.text).toBe('*.com');
    expect(index.find('y.org', 443)?.text).toBe('*');
  });

  test('*.d covers exactly d and what ends in .d', () => {
    const label = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    fc.assert(
      fc.property(fc.array(label, { maxLength: 3 }), label, label, (front, a, b) => {
        const host = [...front, a, 'com'].join('.');
        expect(matches(`*.${a}.com`, host)).toBe(true);
        expect(matches(`*.${a}.com`, `${b}${a}.com`)).toBe(false);
        expect(matches(`${a}.com`, host)).toBe(front.length === 0);
      }),
    );
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseDomainGlob(text).ok !== undefined));
  });
});
