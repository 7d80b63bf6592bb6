import { parseRegExpLiteral } from '@eslint-community/regexpp';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isExplosive } from './explosive-pattern.ts';
import { countSteps } from './pattern-steps.ts';

describe('a pattern that can take forever', () => {
  test.each([
    '(a+)+$',
    '(\\w|\\d)*!',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '(.*)*x',
    '(\\d+)*$',
    '(a|aa)+$',
    '(ab|abab)*!',
    '(\\w+\\s?)+$',
    '(x+x+)+y',
    '^(?:[a-z]+\\s*)+$',
    '(\\p{L}+)+$',
    '(a*)*\\1b',
    '(?=(a+)+$)',
    '(?<=(a+)+)b!',
    'order (?:a+)+!',
    '(?<=order )(?:a+)+$',
    '(?<=order|no) (?:a+)+$',
    '^\\s*order\\b.*(?:a+)+$',
    '\\border\\b (?:a+)+!',
    'order number (?:Ü+)+!',
    'order (?:number|no\\.) #(?:[A-F]+)+;',
    '(?:order){3}(?:z+)+!',
    '(.{1,50}){1,50}!',
    '.*.*.*.*.*.*.*!',
    '(?:(?:(?:q|q)|q)x?)*;',
    '(?:(?:ab)?c?)+(?:(?:ab)?c?)+(?:(?:ab)?c?)+d$',
    '\\#(a+)+$',
    `${'a?'.repeat(30)}!`,
    `${'(?:a|a)'.repeat(24)}!`,
    '(?:a|a)*!',
  ])('%s is found', (pattern) => {
    expect(isExplosive(pattern)).toBe(true);
  });

  it('is found after any words, whatever it repeats', () => {
    const words = fc.stringMatching(/^[a-zäöü #:]{0,20}$/);
    const letters = fc.constantFrom('a', 'Q', '\\d', '\\w', '[A-F0-9]', '[^,;]', '\\p{Lu}', 'ß', '.', '\\s', '(?:ab)', '(?:x|y)');
    const nested = fc.constantFrom<(inner: string) => string>(
      (inner) => `(${inner}+)+`,
      (inner) => `(?:${inner}*)*`,
      (inner) => `(?:${inner}|${inner})+`,
      (inner) => `(?:${inner}+,?)*`,
      (inner) => `(?:(?:${inner})+)+?`,
    );
    fc.assert(
      fc.property(words, letters, nested, (lead, inner, nest) => {
        expect(isExplosive(`${lead}${nest(inner)}\u0001`)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a sound pattern', () => {
  test.each([
    '#(\\d{5})',
    '"(.+)"',
    '#?(\\d{3,})',
    '(?:order|bestellung)\\s+#?(\\d+)',
    '(?:a+)+',
    '\\b([A-Z]{2}-\\d+)\\b',
    '([0-9]+(?:[.,][0-9]+)*) EUR',
    'from (.+) to (.+) on (.+)',
    '(.*),(.*),(.*),(.*)',
    '([\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+)',
    '(https?://\\S+)',
    '(\\d{4}-\\d{2}-\\d{2})(?:T(\\d{2}:\\d{2}))?',
    '(?<!\\d)(\\d{5})(?!\\d)',
    "(?:to|for)\\s+([\\p{L}' -]+?)(?:\\s+with|$)",
    '\\#(\\d+)',
    '(?:(\\w+)-)+z',
  ])('%s is accepted', (pattern) => {
    expect(isExplosive(pattern)).toBe(false);
  });

  it('may be any sequence of words and up to three repetitions', () => {
    const part = fc.constantFrom('\\d+', '(\\w*)', '[^"]+', '.+?', '\\s*', '(\\d{2,5})', '(?:a|b|c)?');
    const words = fc.stringMatching(/^[a-z #:]{1,8}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(words, part), { minLength: 1, maxLength: 3 }), (parts) => {
        expect(isExplosive(parts.flat().join(''))).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});

it('matches what the engine matches', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    '.',
    '\\d',
    '[ab]',
    '[^a]',
    '\\w',
    '\\b',
    '^',
    '$',
    '(a|ab)',
    '(?:b|)',
    '(?=b)',
    '(?!a)',
    '(?<=a)',
    '(?<!b)',
    '(c)\\1',
  );
  const element = fc
    .tuple(atom, fc.constantFrom('', '', '?', '*', '+', '{2}', '{1,3}', '*?', '+?'))
    .map(([one, times]) => (/^(?:\\b|\^|\$|\(\?[=!<])/.test(one) && !one.startsWith('(?:') ? one : one + times));
  const sequence = fc.array(element, { minLength: 1, maxLength: 4 }).map((elements) => elements.join(''));
  const pattern = fc.oneof(
    sequence,
    fc.tuple(sequence, sequence, fc.constantFrom('', '*', '+', '?', '{0,2}')).map(([a, b, times]) => `(${a}|${b})${times}${a}`),
  );
  fc.assert(
    fc.property(pattern, fc.constantFrom('', 'u'), fc.stringMatching(/^[abc0 é]{0,10}$/), (source, flags, text) => {
      const { matched } = countSteps(parseRegExpLiteral(new RegExp(source, flags)).pattern, flags, text, 1_000_000);
      expect(matched).toBe(new RegExp(source, flags).test(text));
    }),
    { numRuns: 2_000 },
  );
});
