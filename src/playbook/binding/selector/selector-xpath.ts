import { type BoundValue, type Filled, filled, HOLE_PATTERN, holeIndex, refused } from '../bind-value.ts';

/**
 * XPath 1.0 has no escapes inside a string. A literal with a quote or a backslash (an escape for Playwright when it
 * splits at `>>`, but not for XPath) becomes `concat(…)` of literals that contain neither.
 */
export function fillXPath(body: string, values: readonly BoundValue[]): Filled {
  let result = '';
  for (let index = 0; index < body.length; index += 1) {
    const character = body[index] ?? '';
    const hole = holeIndex(character);
    if (hole !== undefined) {
      const value = values[hole];
      if (value === undefined) return refused('a placeholder has no value');
      if (!value.int) return refused(`is outside quotes in an XPath; write [@id="{${value.name}}"]`, value.name);
      result += value.text;
    } else if (character === '"' || character === "'") {
      const end = body.indexOf(character, index + 1);
      if (end === -1) return refused(`has a quote (${character}) that is not closed`);
      const literal = body.slice(index + 1, end);
      result += HOLE_PATTERN.test(literal) ? xpathString(fillText(literal, values), character) : body.slice(index, end + 1);
      index = end;
    } else result += character;
  }
  return filled(result);
}

function fillText(literal: string, values: readonly BoundValue[]): string {
  return literal.replace(new RegExp(HOLE_PATTERN, 'g'), (character) => values[holeIndex(character) ?? -1]?.text ?? '').toWellFormed();
}

function xpathString(value: string, quote: string): string {
  if (!/["'`\\]/.test(value)) return quote + value + quote;
  const pieces = value.match(/\\|"+|['`]+|[^\\"'`]+/g) ?? [];
  const literals = pieces.map((piece) => {
    if (piece === '\\') return 'substring("\\ ",1,1)';
    return piece.startsWith('"') ? `'${piece}'` : `"${piece}"`;
  });
  return `concat(${literals.join(',')},"")`;
}
