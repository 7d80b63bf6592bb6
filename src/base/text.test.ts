import { expect, test } from 'vitest';
import { clip, excerpt, firstLine, shorten } from './text.ts';

test('a text that fits is left as it is', () => {
  expect([shorten('abcde', 5), excerpt('abcde', 5), clip('abcde', 5)]).toEqual(['abcde', 'abcde', 'abcde']);
});

test('a text that does not fit ends in an ellipsis', () => {
  expect(shorten('abcdef', 5)).toBe('abcd…');
  expect(excerpt('abcdef', 5)).toBe('abcde…');
  expect(clip('abcdefg', 5)).toBe('abcde… (2 more characters)');
});

test('the first line of a text', () => {
  expect(firstLine('\n one\ntwo')).toBe('one');
});
