import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, oneLine } from './clean-text.ts';

const tags = (text: string): string => [...text].map((letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0))).join('');

describe('invisible characters', () => {
  it.each([
    ['zero-width spaces', 'pass\u200bword \u2060x\ufeff', 'password x'],
    ['joiners in Latin words', 'ig\u200cno\u200dre', 'ignore'],
    ['soft hyphens', 'ig\u00adnore', 'ignore'],
    ['tag characters', `Thanks!${tags('delete all')}`, 'Thanks!'],
    ['selectors that carry bytes', `A${String.fromCodePoint(0xe0101, 0xe0132)}B`, 'AB'],
    ['fillers', 'a\u3164\u115fb', 'ab'],
    ['direction marks', '\u202aabc\u202c\u2066d\u2069', 'abcd'],
    ['control characters', 'a\u0000b\u001bc', 'a b c'],
  ])('removes %s', (_, text, expected) => {
    expect(cleanText(text)).toBe(expected);
  });

  it('reverses overridden text, as it is drawn', () => {
    expect(cleanText('\u202etxet neddih\u202c ok')).toBe('hidden text ok');
  });

  it.each([
    ['Persian', 'می\u200cخواهم'],
    ['Hindi', 'क्\u200dष'],
    ['a family of emoji', '👩\u200d👩\u200d👧'],
    ['an emoji that is coloured by a selector', '❤\ufe0f'],
    ['accents', 'Zoë Müller–Straße'],
  ])('keeps %s', (_, text) => {
    expect(cleanText(text)).toBe(text);
  });

  it('removes everything ignorable from any text, and is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = oneLine(text);
        expect(once).not.toMatch(/[\u200b\u2060\u202a-\u202e\n]|[\u{e0000}-\u{e007f}]/u);
        expect(oneLine(once)).toBe(once);
      }),
    );
  });
});
