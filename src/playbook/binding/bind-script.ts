import { type BoundValue, type Filled, filled, HOLE_PATTERN, holeCharacter, holeIndex, MAX_HOLES, refused } from './bind-value.ts';
import type { TemplatePiece } from './template.ts';

/**
 * Fills a page script. A value becomes a JSON literal (a string, or a number for an int) in which everything but
 * letters, digits and spaces is a \u escape, so no character can end anything. Inside quotes, template literals,
 * regular expressions and comments a placeholder is refused, because its value would not be a literal there.
 */
export function bindScript(pieces: readonly TemplatePiece[], lookUp: (name: string) => BoundValue): Filled {
  const values: BoundValue[] = [];
  let holed = '';
  for (const piece of pieces) {
    if (piece.kind === 'text') {
      if (HOLE_PATTERN.test(piece.text)) return refused('contains a Unicode noncharacter');
      holed += piece.text;
      continue;
    }
    values.push(lookUp(piece.name));
    if (values.length > MAX_HOLES) return refused(`has more than ${MAX_HOLES} placeholders`);
    holed += holeCharacter(values.length - 1);
  }
  return fillScript(holed, values);
}

function fillScript(script: string, values: readonly BoundValue[]): Filled {
  let result = '';
  let end = 0;
  for (const token of script.matchAll(TOKENS)) {
    const [text] = token;
    result += script.slice(end, token.index);
    end = token.index + text.length;
    const value = values[holeIndex(text) ?? -1];
    if (value !== undefined) {
      if (/[\w$\\]$/.test(script.slice(0, token.index)) || /^[\w$\\]/.test(script.slice(end))) {
        return refused('touches a word in the script; put spaces around it', value.name);
      }
      result += value.int ? `(${value.text})` : scriptString(value.text);
      continue;
    }
    const inner = values[holeIndex(HOLE_PATTERN.exec(text)?.[0]) ?? -1];
    if (inner !== undefined)
      return refused(`is inside ${kindOf(text)} in the script; move it out, because it becomes a complete "…" literal`, inner.name);
    result += text;
  }
  return filled(result + script.slice(end));
}

/** Holes, and everything in which a hole is refused. A template literal is matched to its end with its expressions. */
const TOKENS =
  /[\ufdd0-\ufdee]|"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?|`(?:[^`\\]|\\[\s\S])*`?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|(?<=[(,=:[!&|?{};+\n]\s*|return\s+|^\s*)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//g;

function kindOf(token: string): string {
  if (token.startsWith('//') || token.startsWith('/*')) return 'a comment';
  if (token.startsWith('/')) return 'a regular expression';
  return token.startsWith('`') ? 'a template literal' : 'quotes';
}

function scriptString(value: string): string {
  let result = '"';
  for (const unit of value.split('')) {
    result += /[A-Za-z0-9 ]/.test(unit) ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  }
  return `${result}"`;
}
