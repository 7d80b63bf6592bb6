import { type BoundValue, type Filled, filled, holeIndex, refused } from './bind-value.ts';

const HEX_ESCAPE_BEFORE = /\\[0-9a-f]{1,6}$/i;
const IDENT_CHARACTER = /[\w\u0080-\uffff-]/;

/** Every character but letters, digits and a plain blank becomes a CSS escape (`\3e `): no quote, bracket, `>>` or line end is left. */
export function cssString(value: string): string {
  return value.toWellFormed().replace(/[^\p{L}\p{N} _-]/gu, escapeCharacter);
}

/** The same for a name such as the `x` of `#x`, where blanks count too and a leading digit or dash is not allowed. */
export function cssIdentifier(value: string, atStart: boolean): string {
  const escaped = value.toWellFormed().replace(/[^\p{L}\p{N}_-]/gu, escapeCharacter);
  return atStart ? escaped.replace(/^[0-9-]/, escapeCharacter) : escaped;
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `\\${(code === 0 ? 0xfffd : code).toString(16)} `;
}

/** Reads a CSS selector (with Playwright's additions) once, from left to right, and knows at each hole what kind of place it is. */
export function fillCss(body: string, values: readonly BoundValue[]): Filled {
  let result = '';
  const brackets: { open: string; name: string; operator: boolean }[] = [];
  let quote: string | undefined;
  for (let index = 0; index < body.length; index += 1) {
    const character = body[index] ?? '';
    const hole = holeIndex(character);
    const inside = brackets.at(-1);
    if (hole !== undefined) {
      const value = values[hole];
      if (value === undefined) return refused('a placeholder has no value');
      const before = body.slice(0, index);
      if (endsInBackslash(before) || HEX_ESCAPE_BEFORE.test(before)) return refused('stands behind a backslash', value.name);
      const text = quote === undefined ? unquoted(before, inside, value) : quoted(inside, value);
      if (text === undefined) return refused(unquotedReason(inside, value), value.name);
      result += text;
      continue;
    }
    result += character;
    if (character === '\\') {
      if (index + 1 >= body.length) return refused('ends in a backslash');
      if (holeIndex(body[index + 1]) !== undefined) continue;
      index += 1;
      result += body[index];
    } else if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else if (character === '\n') return refused('has a line end inside quotes');
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '/' && body[index + 1] === '*') return refused('has a comment in it');
    else if (character === '(' || character === '[') brackets.push({ open: character, name: nameBefore(body, index), operator: false });
    else if (character === ')' || character === ']') {
      if (brackets.pop()?.open !== (character === ')' ? '(' : '[')) return refused(`has a ${character} that nothing opened`);
    } else if (character === '=' && inside?.open === '[') inside.operator = true;
  }
  if (quote !== undefined) return refused(`has a quote (${quote}) that is not closed`);
  const open = brackets.at(-1);
  return open === undefined ? filled(result) : refused(`has a ${open.open} that is not closed`);
}

function quoted(inside: { name: string } | undefined, value: BoundValue): string {
  // :text-matches() takes a regular expression: what a value says there is meant letter by letter.
  const text = inside?.name === 'text-matches' ? value.text.replace(/[^\p{L}\p{N} ]/gu, '\\$&') : value.text;
  return cssString(text);
}

function unquoted(before: string, inside: { open: string; operator: boolean } | undefined, value: BoundValue): string | undefined {
  let start = before.length;
  while (start > 0 && IDENT_CHARACTER.test(before[start - 1] ?? '')) start -= 1;
  const own = before.slice(start);
  const sign = before[start - 1];
  const isName = inside?.open === '[' ? inside.operator : sign === '#' || (sign === '.' && !/^\d/.test(own));
  if (isName) return cssIdentifier(value.text, /^-*$/.test(own));
  return value.int && inside?.open === '(' ? value.text : undefined;
}

function unquotedReason(inside: { open: string } | undefined, value: BoundValue): string {
  if (inside?.open === '[') return `makes up the name of an attribute; write the name out, as in [data-id="{${value.name}}"]`;
  if (inside?.open === '(') return `stands in brackets without quotes; write "{${value.name}}", or make it an int if it is a number`;
  return `stands for a tag name or a whole selector, which a value can never be; write text={${value.name}} or [data-id="{${value.name}}"]`;
}

export function endsInBackslash(text: string): boolean {
  const backslashes = /\\+$/.exec(text)?.[0].length ?? 0;
  return backslashes % 2 === 1;
}

function nameBefore(body: string, index: number): string {
  return /:([\w-]+)$/.exec(body.slice(0, index))?.[1]?.toLowerCase() ?? '';
}
