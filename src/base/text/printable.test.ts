import { expect, test } from 'vitest';
import { printable } from './printable.ts';

test.each([
  ['text, newlines and tabs', 'Größe:\t12 €\n統 😀', 'Größe:\t12 €\n統 😀'],
  ['colours', '\u001b[31mred\u001b[0m', 'red'],
  ['moves of the cursor', 'a\u001b[2J\u001b[1;1Hb', 'ab'],
  ['links and titles', '\u001b]8;;http://evil.test\u0007link\u001b]8;;\u0007\u001b]0;title\u0007', 'link'],
  ['8-bit escape sequences', 'a\u009b31mb', 'ab'],
  ['carriage returns, backspaces and bells', 'paid\r\u0007\b\u007f', 'paid'],
  ['an incomplete escape sequence', 'a\u001b', 'a'],
])('a printable text: %s', (_what, text, shown) => {
  expect(printable(text)).toBe(shown);
});
