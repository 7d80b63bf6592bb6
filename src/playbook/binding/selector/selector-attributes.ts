import { type BoundValue, type Filled, filled, holeIndex, refused } from '../bind-value.ts';
import { fillRegexSource } from './regex-literal.ts';
import { endsInBackslash } from './selector-css.ts';

/**
 * `role=button[name="…"]`, `internal:attr=[title="…"]`: inside quotes, a backslash makes the next character literal.
 */
export function fillAttributeSelector(body: string, values: readonly BoundValue[]): Filled {
  let result = '';
  let quote: string | undefined;
  let afterOperator = false;
  let index = 0;
  while (index < body.length) {
    const character = body[index] ?? '';
    const hole = holeIndex(character);
    if (hole !== undefined) {
      const value = values[hole];
      if (value === undefined) return refused('a placeholder has no value');
      if (endsInBackslash(body.slice(0, index))) return refused('follows a backslash', value.name);
      if (quote !== undefined) result += backslashed(value.text, quote);
      else if (afterOperator && value.int) result += value.text;
      else return refused(`is not in quotes; write [name="{${value.name}}"]`, value.name);
    } else if (character === '\\' && quote !== undefined && holeIndex(body[index + 1]) === undefined) {
      result += body.slice(index, index + 2);
      index += 1;
    } else if (quote !== undefined) {
      result += character;
      if (character === quote) quote = undefined;
    } else if (afterOperator && character === '/' && /=\s*$/.test(result)) {
      const end = regexEnd(body, index + 1);
      if (end === undefined) return refused('has a regular expression that is not closed');
      const source = fillRegexSource(body.slice(index + 1, end), values);
      if (!source.ok) return source;
      result += `/${source.text}/`;
      index = end;
    } else {
      result += character;
      if (character === '"' || character === "'") quote = character;
      else if (character === '=') afterOperator = true;
      else if (character === ']') afterOperator = false;
    }
    index += 1;
  }
  return quote === undefined ? filled(result) : refused(`has a quote (${quote}) that is not closed`);
}

/** For quotes inside which only a backslash and the quote itself are special. */
export function backslashed(value: string, quote: string): string {
  return value
    .toWellFormed()
    .replace(/["'`\\]/g, (character) => (character === quote || character === '\\' ? `\\${character}` : character));
}

function regexEnd(body: string, from: number): number | undefined {
  let inClass = false;
  for (let index = from; index < body.length; index += 1) {
    const character = body[index];
    if (character === '\\') index += 1;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return index;
  }
  return undefined;
}
