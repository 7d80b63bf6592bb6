import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { processorTime } from '../../tests/support/processor-time.ts';
import { Secret } from './secret.ts';
import { SecretBook } from './secret-book.ts';

function bookOf(...values: string[]): SecretBook {
  const book = new SecretBook();
  values.forEach((value, index) => {
    book.add(`credential:key_${index}`, new Secret(value));
  });
  return book;
}

const hex = (value: number, width: number) => value.toString(16).padStart(width, '0');
const units = (text: string) => [...Array(text.length).keys()].map((at) => text.charCodeAt(at));
const bytes = (text: string) => [...Buffer.from(text)];

/** Encoders as other programs write them, independent of the search. */
const ENCODERS: Record<string, (text: string) => string> = {
  plain: (text) => text,
  json: (text) => JSON.stringify(text),
  'json in json': (text) => JSON.stringify({ body: JSON.stringify({ text }) }),
  'json in json in json': (text) => JSON.stringify(JSON.stringify(JSON.stringify(text))),
  'json, ascii only': (text) => JSON.stringify(text).replace(/[^ -~]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`),
  'json, every unit, upper case': (text) =>
    units(text)
      .map((unit) => `\\u${hex(unit, 4).toUpperCase()}`)
      .join(''),
  'json with escaped slashes': (text) => JSON.stringify(text).replaceAll('/', '\\/'),
  'javascript hex escapes': (text) =>
    bytes(text)
      .map((byte) => `\\x${hex(byte, 2)}`)
      .join(''),
  'javascript code points': (text) => [...text].map((character) => `\\u{${character.codePointAt(0)!.toString(16)}}`).join(''),
  'octal escapes': (text) =>
    bytes(text)
      .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
      .join(''),
  'single quoted string': (text) => `'${text.replace(/[\\']/g, '\\$&')}'`,
  'css escapes': (text) =>
    [...text].map((character) => (/\w/.test(character) ? character : `\\${character.codePointAt(0)!.toString(16)} `)).join(''),
  'shell backslashes': (text) => text.replace(/[^\p{L}\p{N}\n]/gu, '\\$&'),
  'shell single quotes': (text) => `'${text.replaceAll("'", "'\\''")}'`,
  'sql string': (text) => `'${text.replaceAll("'", "''")}'`,
  'csv field': (text) => `"${text.replaceAll('"', '""')}"`,
  encodeURIComponent: (text) => encodeURIComponent(text),
  encodeURI: (text) => encodeURI(text),
  'url, lower case hex': (text) => encodeURIComponent(text).replace(/%../g, (escaped) => escaped.toLowerCase()),
  'url, every byte': (text) =>
    bytes(text)
      .map((byte) => `%${hex(byte, 2)}`)
      .join(''),
  'url, twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  form: (text) => new URLSearchParams([['password', text]]).toString(),
  'form in a query': (text) => `?next=${encodeURIComponent(new URLSearchParams([['p', text]]).toString())}`,
  'legacy escape()': (text) =>
    units(text)
      .map((unit) => (unit > 255 ? `%u${hex(unit, 4)}` : `%${hex(unit, 2)}`))
      .join(''),
  'json in a query': (text) => encodeURIComponent(JSON.stringify({ text })),
  'html decimal': (text) => [...text].map((character) => `&#${character.codePointAt(0)};`).join(''),
  'html hex': (text) => [...text].map((character) => `&#X${character.codePointAt(0)!.toString(16)};`).join(''),
  'html attribute': (text) =>
    text.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c]!),
  'html in json': (text) => JSON.stringify(text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)),
  'json in html': (text) => JSON.stringify(text).replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
  base64: (text) => Buffer.from(text).toString('base64'),
  'basic credentials': (text) => `Basic ${Buffer.from(`someone:${text}`).toString('base64')}`,
  'base64, one byte before': (text) => Buffer.from(`u${text}tail`).toString('base64'),
  'base64, two bytes before': (text) => Buffer.from(`me${text}tail`).toString('base64'),
  base64url: (text) => Buffer.from(`x:${text}`).toString('base64url'),
  'base64 in a url': (text) => encodeURIComponent(Buffer.from(text).toString('base64')),
  'json in base64': (text) => Buffer.from(JSON.stringify({ sub: 1, text })).toString('base64url'),
  'form in base64': (text) => Buffer.from(new URLSearchParams([['p', text]]).toString()).toString('base64'),
  'base64 twice': (text) => Buffer.from(`x${Buffer.from(text).toString('base64')}`).toString('base64'),
  'utf-16 in base64': (text) => Buffer.from(text, 'utf16le').toString('base64'),
  hex: (text) => Buffer.from(text).toString('hex'),
  'hex, upper case': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'utf-8 bytes as latin1': (text) => Buffer.from(text).toString('latin1'),
  'utf-16le bytes': (text) => Buffer.from(text, 'utf16le').toString('latin1'),
  'utf-16be bytes': (text) => Buffer.from(text, 'utf16le').swap16().toString('latin1'),
  'quoted printable': (text) =>
    bytes(text)
      .map((byte) => `=${hex(byte, 2).toUpperCase()}`)
      .join('')
      .replace(/(.{72})/g, '$1=\r\n'),
  'decomposed letters': (text) => text.normalize('NFD'),
  'composed letters': (text) => text.normalize('NFC'),
};

const nasty = 'pä"ss w\'örd😀\\x&1%+<tok>/ß=é';

describe('SecretBook', () => {
  describe.each(Object.entries(ENCODERS))('%s', (_name, encode) => {
    it.each([nasty, 'hunter2hunter2', 'a b+c/d?e&f', 'пароль-密碼-123', '"quoted"', "it's\\n", '𝒫𝒶𝓈𝓈w0rd'])('hides %j', (secret) => {
      const text = `{"before": ${encode(secret)}, after}`;
      const redacted = bookOf(secret).redact(text);
      expect(redacted).toContain('[secret]');
      expect(redacted.length).toBeLessThan(50 + Math.max(0, encode('').length));
      expect(redacted).not.toContain(encode(secret));
    });
  });

  it('finds any secret of any shape under any pair of encoders [REDACT-02]', () => {
    const secrets = fc
      .string({ unit: 'grapheme', minLength: 8, maxLength: 24 })
      .filter((text) => text.trim().length >= 8 && text.isWellFormed());
    const perCharacter = ['json', 'encodeURIComponent', 'form', 'html decimal', 'html attribute', 'json, ascii only', 'plain'];
    fc.assert(
      fc.property(secrets, fc.constantFrom(...perCharacter), fc.constantFrom(...Object.keys(ENCODERS)), (secret, first, second) => {
        const inner = ENCODERS[first]!(secret);
        fc.pre(!(first.startsWith('json') && second === 'json in json in json'));
        const text = /base64|hex$|hex,|utf-16|composed|legacy|latin1|basic/.test(second)
          ? ENCODERS[second]!(secret)
          : ENCODERS[second]!(inner);
        expect(bookOf(secret).find(`<${text}>`)).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('changes nothing when applied again, and leaves no secret behind', () => {
    const piece = fc.constantFrom('secret', '[secret]', '[', ']', 'abcd', 'bcde', '%61bcd', '\\', '"', 'YWJjZA', '\\u0061', ' ', '…');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const book = bookOf('abcd', 'bcde', 'secret', '"\\"\\');
        const once = book.redact(pieces.join(''));
        expect(book.redact(once)).toBe(once);
        expect(book.find(once)).toEqual([]);
      }),
    );
  });

  it('leaves a text without secrets unchanged [REDACT-03]', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(bookOf('Xy7!Xy7!Xy7!', 'пароль-密碼').redact(text)).toBe(text);
      }),
    );
  });

  it('hides overlapping secrets as one', () => {
    expect(bookOf('alphabeta', 'betagamma').redact('-alphabetagamma-')).toBe('-[secret]-');
    expect(bookOf('pass', 'password1').redact('password1')).toBe('[secret]');
  });

  it('hides the rest of a secret that was cut before an ellipsis [REDACT-04]', () => {
    expect(bookOf('abcdefghijklmnop').redact('value="abcdefghij…"')).toBe('value="[secret]…"');
    expect(bookOf('abcdefghijklmnop').redact('abcdefghij... (20 more)')).toBe('[secret]... (20 more)');
    expect(bookOf('abcdefghijklmnop').redact('the abc… of it')).toBe('the abc… of it');
  });

  it('hides each line of a multi-line key', () => {
    const key = ['-----BEGIN KEY-----', 'MIIEvgIBADANBgkqhkiG9w0BAQEFAASC', 'BKgwggSkAgEAAoIBAQC7VJTUt9Us8cKj', '-----END KEY-----'].join(
      '\n',
    );
    const book = bookOf(key);
    expect(book.redact('line 2: MIIEvgIBADANBgkqhkiG9w0BAQEFAASC.')).toBe('line 2: [secret].');
    expect(book.redact(key.replaceAll('\n', '\r\n'))).toBe('[secret]');
    expect(book.redact(JSON.stringify({ key }))).toBe('{"key":"[secret]"}');
  });

  it('hides a token that appears without its scheme', () => {
    expect(bookOf('Bearer abc123def456').redact('{"token":"abc123def456"}')).toBe('{"token":"[secret]"}');
  });

  it('hides a cookie or stored item that has the name of an identity', () => {
    const book = new SecretBook();
    book.add('cookie:user', new Secret('f3a9c1d27b60'));
    book.add('local:https://shop.test:login', new Secret('77d0e5b21c9f'));
    expect(book.redact('f3a9c1d27b60 and 77d0e5b21c9f')).toBe('[secret] and [secret]');
    expect(book.credentialNames()).toEqual([]);
  });

  it('shows identities, which still resolve', () => {
    const book = new SecretBook();
    book.add('credential:username', new Secret('maria'));
    book.add('credential:Email', new Secret('maria@example.test'));
    book.add('credential:password', new Secret('correct horse'));
    expect(book.redact('maria@example.test maria correct horse')).toBe('maria@example.test maria [secret]');
    expect(book.reveal('credential:username')).toBe('maria');
    expect(book.reveal('credential:pin')).toBeUndefined();
    expect(book.names()).toEqual(['credential:username', 'credential:Email', 'credential:password']);
    expect(book.credentialNames()).toEqual(['username', 'Email', 'password']);
    expect(book.values().map((secret) => secret.reveal())).toEqual(['correct horse']);
  });

  it('hides a password that equals a user name', () => {
    const book = new SecretBook();
    book.add('credential:username', new Secret('admin'));
    book.add('credential:password', new Secret('admin'));
    expect(book.redact('signed in as admin')).toBe('signed in as [secret]');
  });

  it('keeps hiding a value that was replaced under its name', () => {
    const book = new SecretBook();
    book.add('cookie:session', new Secret('first-session-value'));
    expect(book.redact('first-session-value')).toBe('[secret]');
    book.add('cookie:session', new Secret('second-session-value'));
    expect(book.redact('first-session-value second-session-value')).toBe('[secret] [secret]');
    expect(book.reveal('cookie:session')).toBe('second-session-value');
  });

  it('hides short secrets only where they stand alone', () => {
    const book = bookOf('042', '7');
    expect(book.redact('code 042, order 10423')).toBe('code [secret], order 10423');
    expect(book.redact('7')).toBe('[secret]');
    expect(book.redact('7 items')).toBe('7 items');
    expect(book.weakNames()).toEqual(['credential:key_0', 'credential:key_1']);
  });

  it('handles a password that is the word of the mask', () => {
    const book = bookOf('secret');
    expect(book.redact('the password is secret')).toBe('the password is [secret]');
    expect(book.redact('[secret] and secret')).toBe('[secret] and [secret]');
    expect(book.find('[secret]')).toEqual([]);
  });

  it('hides secrets in keys, strings and numbers of a JSON value', () => {
    const book = bookOf('s3cr3t-value', '471108');
    const value = { 's3cr3t-value': ['x s3cr3t-value', { pin: 471108, count: 4711080 }], at: new Date(0), none: null };
    expect(book.redactValue(value)).toEqual({
      '[secret]': ['x [secret]', { pin: '[secret]', count: 4711080 }],
      at: '1970-01-01T00:00:00.000Z',
      none: null,
    });
  });

  it('prints no secret under JSON or inspect', () => {
    const book = bookOf('s3cr3t-value');
    book.redact('warm up');
    expect(`${JSON.stringify(book)} ${inspect(book, { depth: 9, showHidden: true })} ${book}`).not.toContain('s3cr3t');
  });

  it('reports how a secret was encoded', () => {
    const book = bookOf('s3cr3t/value');
    const encodings = ['s3cr3t/value', 's3cr3t%2Fvalue', 's3cr3t%252Fvalue', 'czNjcjN0L3ZhbHVl', '7333637233742f76616c7565'].map(
      (text) => book.find(text)[0]?.encoding,
    );
    expect(encodings).toEqual(['plain', 'plain + percent', 'plain + percent', 'base64', 'hex']);
  });

  it('stays fast on texts crafted to slow it down', () => {
    const book = bookOf('aaaaaaaaaaaaaaaa', nasty, '\\\\\\\\\\\\"');
    for (const unit of ['\\', '%25', '&#', '&amp;', '%', 'a', '\\u005c', '=\r\n', "''", '\u00c3', '\0', 'aaaaaaaa%61']) {
      const text = unit.repeat(Math.ceil(60_000 / unit.length));
      expect(
        processorTime(() => book.redact(text)),
        unit,
      ).toBeLessThan(5_000);
    }
  });
});
