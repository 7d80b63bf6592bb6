import { stripVTControlCharacters } from 'node:util';

/** A text without escape sequences and control characters, newline and tab excepted: it cannot drive a terminal. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\P{Cc}\n\t]/gu, '');
}
