import { type BoundValue, type Filled, filled, HOLE_PATTERN, holeIndex, refused } from '../bind-value.ts';

/** All but what names, amounts, dates and addresses consist of, which means nothing inside quotes and stays readable in messages. */
const SPECIAL = /[^\p{L}\p{N}\p{Sc} _.,:;@%&+=!?#~^|()/'-]/gu;

/** The inside of a string in double quotes. Special characters are escaped (`\3e `): no `"`, `[`, `>>`, `\` or line break is left. */
export function cssString(value: string): string {
  return value.toWellFormed().replace(SPECIAL, escaped);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `\\${(code === 0 ? 0xfffd : code).toString(16)} `;
}

interface Bracket {
  readonly open: '(' | '[';
  /** Of a function such as `:has-text(`. */
  readonly name: string;
  hasOperator: boolean;
}

/** Reads a CSS selector (with Playwright's additions) once, left to right, and knows the kind of place at each hole. */
export function fillCss(body: string, values: readonly BoundValue[]): Filled {
  let result = '';
  const brackets: Bracket[] = [];
  let quote: string | undefined;
  let index = 0;
  while (index < body.length) {
    const character = body[index] ?? '';
    const inside = brackets.at(-1);
    const hole = holeIndex(character);
    const name = quote === undefined ? nameAt(body, index, inside) : undefined;
    if (name !== undefined) {
      result += writeName(character, name, values);
      index += name.length;
      continue;
    }
    if (hole !== undefined) {
      const value = values[hole];
      if (value === undefined) return refused('a placeholder has no value');
      if (endsInBackslash(body.slice(0, index)) || /\\[0-9a-f]{1,6}$/i.test(body.slice(0, index)))
        return refused('follows a backslash', value.name);
      if (quote !== undefined) result += quoted(inside, value, quote);
      else if (value.int && inside?.open === '(') result += value.text;
      else return refused(reasonUnquoted(inside, value), value.name);
    } else if (character === '\\') {
      if (index + 1 >= body.length) return refused('ends with a backslash');
      const next = holeIndex(body[index + 1]) === undefined ? (body[index + 1] ?? '') : '';
      result += character + next;
      index += next.length;
    } else {
      result += character;
      if (quote !== undefined) {
        if (character === quote) quote = undefined;
        else if (character === '\n') return refused('has a line break inside quotes');
      } else if (character === '"' || character === "'") quote = character;
      else if (character === '/' && body[index + 1] === '*') return refused('contains a comment');
      else if (character === '(' || character === '[')
        brackets.push({ open: character, name: functionName(body, index), hasOperator: false });
      else if (character === ')' || character === ']') {
        if (brackets.pop()?.open !== (character === ')' ? '(' : '[')) return refused(`has an unmatched ${character}`);
      } else if (character === '=' && inside?.open === '[') inside.hasOperator = true;
    }
    index += 1;
  }
  if (quote !== undefined) return refused(`has a quote (${quote}) that is not closed`);
  const open = brackets.at(-1);
  return open === undefined ? filled(result) : refused(`has a ${open.open} that is not closed`);
}

const NAME = /(?:[\w\u0080-\uffff-]|\\[0-9a-fA-F]{1,6}[ \t]?|\\[^\n0-9a-fA-F])+/y;

/** The `#name`, `.name` or unquoted attribute value that begins here, if a value is part of it. */
function nameAt(body: string, index: number, inside: Bracket | undefined): string | undefined {
  const isValue = inside?.open === '[';
  if (isValue ? !inside.hasOperator : body[index] !== '#' && body[index] !== '.') return undefined;
  NAME.lastIndex = isValue ? index : index + 1;
  const name = NAME.exec(body)?.[0];
  if (name === undefined || !HOLE_PATTERN.test(name) || /(^|[^\\])(\\\\)*\\[\ufdd0-\ufdee]/.test(name)) return undefined;
  return isValue ? name : body.charAt(index) + name;
}

/**
 * A plain name as it is; any other as the equivalent attribute selector, because names that need escapes are fragile.
 */
function writeName(sign: string, name: string, values: readonly BoundValue[]): string {
  const hasSign = sign === '#' || sign === '.';
  const text = (hasSign ? name.slice(1) : name)
    .replace(/\\([0-9a-fA-F]{1,6})[ \t]?|\\(.)/g, (_, hex: string | undefined, other: string | undefined) =>
      hex === undefined ? (other ?? '') : String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff)),
    )
    .replace(new RegExp(HOLE_PATTERN, 'g'), (hole) => values[holeIndex(hole) ?? -1]?.text ?? '');
  if (/^-?[A-Za-z_][\w-]*$/.test(text)) return hasSign ? sign + text : text;
  if (!hasSign) return `"${cssString(text)}"`;
  return sign === '#' ? `[id="${cssString(text)}"]` : `[class~="${cssString(text)}"]`;
}

function quoted(inside: Bracket | undefined, value: BoundValue, quote: string): string {
  // :text-matches() takes a regular expression: a value there is matched literally.
  const text = inside?.name === 'text-matches' ? value.text.replace(/[^\p{L}\p{N} ]/gu, '\\$&') : value.text;
  return quote === '"' ? cssString(text) : cssString(text).replaceAll("'", escaped);
}

function reasonUnquoted(inside: Bracket | undefined, value: BoundValue): string {
  if (inside?.open === '[') return `is in the name of an attribute; write the name out, as in [data-id="{${value.name}}"]`;
  if (inside?.open === '(') return `is in brackets without quotes; write "{${value.name}}", or make it an int if it is a number`;
  return `takes the place of a tag name or a whole selector, which a value can never be; write text={${value.name}} or [data-id="{${value.name}}"]`;
}

export function endsInBackslash(text: string): boolean {
  const backslashes = /\\+$/.exec(text)?.[0].length ?? 0;
  return backslashes % 2 === 1;
}

function functionName(body: string, index: number): string {
  return /:([\w-]+)$/.exec(body.slice(0, index))?.[1]?.toLowerCase() ?? '';
}
