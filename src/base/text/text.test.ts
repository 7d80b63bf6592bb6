import { expect, test } from 'vitest';
import { clip, excerpt, firstLine, shorten, truncate } from './text.ts';

test('a text that fits is unchanged', () => {
  for (const cut of [shorten, excerpt, clip, truncate]) expect(cut('abcde', 5)).toBe('abcde');
});

test('a text that does not fit ends in an ellipsis', () => {
  expect(shorten('abcdef', 5)).toBe('abcd…');
  expect(excerpt('abcdef', 5)).toBe('abcde…');
  expect(clip('abcdefg', 5)).toBe('abcde… (2 more characters)');
  expect(truncate('abcdefg', 5)).toBe('abcde… (7 characters)');
});

test('the first line is the first that is not empty', () => {
  expect(firstLine('\n one\ntwo')).toBe('one');
});

test('a truncated text ends in whole characters', () => {
  expect(truncate('abcd😀', 5)).toBe('abcd… (6 characters)');
});
