import { type BoundValue, type Filled, filled, holeIndex, refused } from '../bind-value.ts';

/** Places in a regular expression where inserted text would join what precedes it: escapes, groups, names, counts. */
const JOINS_BEFORE = /(?:^|[^\\])(?:\\\\)*(?:\\(?:[a-zA-Z]?|\d+|u\{?[\da-fA-F]*|x[\da-fA-F]*|[kpP][{<][^}>]*)|\(\?[^):]*|\{[\d,]*)$/;

/** Fills the source of a `/…/` literal: a value is matched character by character, as one group. */
export function fillRegexSource(source: string, values: readonly BoundValue[]): Filled {
  let result = '';
  let inClass = false;
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index] ?? '';
    const hole = holeIndex(character);
    if (hole !== undefined) {
      const value = values[hole];
      if (value === undefined) return refused('a placeholder has no value');
      if (inClass || JOINS_BEFORE.test(source.slice(0, index)))
        return refused('is in a place where a regular expression cannot quote it', value.name);
      result += `(?:${escapeForRegex(value.text)})`;
      continue;
    }
    result += character;
    if (character === '\\') {
      if (holeIndex(source[index + 1]) !== undefined) continue;
      index += 1;
      result += source[index] ?? '';
    } else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
  }
  return filled(result);
}

function escapeForRegex(value: string): string {
  let result = '';
  for (const unit of value.toWellFormed().split('')) {
    result += /[A-Za-z0-9 ]/.test(unit) ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  }
  return result;
}
