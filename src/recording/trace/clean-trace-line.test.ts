import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Secret, SecretBook } from '../../secrets/index.ts';
import { CleanTexts } from './clean-texts.ts';
import { cleanTraceJson } from './clean-trace-json.ts';
import { cleanTraceLine } from './clean-trace-line.ts';

const PASSWORD = 'pä"ss\\w%26rd\n';
const OLD_SHA1 = 'a1'.repeat(20);
const NEW_SHA1 = 'b2'.repeat(20);
const renamed = new Map([[OLD_SHA1, NEW_SHA1]]);

const keys = fc.constantFrom(
  'name',
  'value',
  'headers',
  'cookies',
  'localStorage',
  'indexedDB',
  'password',
  'type',
  'X-Api-Key',
  'html',
  'k',
);
const texts = fc.oneof(
  fc.constantFrom(
    '',
    'INPUT',
    'password',
    'sid',
    'Authorization',
    'Bearer abcdefgh12345678',
    '4711',
    '471108',
    `x ${OLD_SHA1}.html`,
    'f00d'.repeat(16),
  ),
  fc
    .array(
      fc.constantFrom(
        'pä"ss\\w',
        '%26rd\n',
        '%2526',
        'rd',
        '\\',
        '"',
        '&quot;',
        '\\n',
        '\\"',
        '%22',
        'ss',
        '\n',
        '\t',
        '=',
        'u0070',
        '…',
        ' ',
      ),
      {
        maxLength: 8,
      },
    )
    .map((pieces) => pieces.join('')),
  fc
    .constantFrom<(text: string) => string>(
      (text) => text,
      encodeURIComponent,
      (text) => JSON.stringify(text),
      (text) => JSON.stringify(JSON.stringify(text)),
      (text) => Buffer.from(`x${text}y`).toString('base64'),
      (text) => text.replaceAll('"', '&quot;'),
    )
    .map((encode) => encode(PASSWORD)),
  fc.string(),
);
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    texts,
    fc.constantFrom(471108, 4711, 1.5, null, true),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(keys, texts), tie('value'), { maxKeys: 4 }),
    fc.record({ name: texts, value: texts }),
    fc.tuple(fc.constant('INPUT'), fc.record({ type: fc.constant('password'), value: texts, name: texts })),
  ),
})).value;

it.each([
  ['long secrets', [PASSWORD, '471108']],
  ['a secret that is redacted only as a whole text', [PASSWORD, '471108', 'k']],
])('writes the same line whether it is parsed or not, with %s', (_, secrets) => {
  const book = new SecretBook();
  for (const [index, secret] of secrets.entries()) book.add(`credential:${index}`, new Secret(secret));
  fc.assert(
    fc.property(fc.dictionary(fc.oneof(keys, texts), values, { maxKeys: 4 }), (record) => {
      const text = JSON.stringify(record);
      const parsed: unknown = JSON.parse(text);
      const cleaned = cleanTraceLine({ text, parse: () => parsed }, new CleanTexts(book), renamed);
      expect(cleaned).toBe(JSON.stringify(cleanTraceJson(parsed, new CleanTexts(book), renamed)));
    }),
    { numRuns: Number(process.env.RUNS ?? 1_000) },
  );
});

it('does not parse a line without any sign of a secret', () => {
  const book = new SecretBook();
  book.add('credential:password', new Secret(PASSWORD));
  const text = JSON.stringify({ type: 'frame-snapshot', html: ['DIV', { class: 'a', name: 'q' }, '\n  "Order" 10%\\ '] });
  const parse = () => expect.unreachable('the line was parsed');
  expect(cleanTraceLine({ text, parse }, new CleanTexts(book), renamed)).toBe(text);
});
