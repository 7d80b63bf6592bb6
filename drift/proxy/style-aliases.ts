const NAME_START = /[\p{L}_-]/u;
const NAME = /[\p{L}\p{N}_-]/u;

/**
 * Gives every `.name` and `#name` in the selectors of a style sheet a second name: `.a` becomes `:is(.a,.b)`, which has the same specificity. Parses
 * statements as CSS does (strings, comments, brackets, nested blocks), so a colour or a number is never taken for a name.
 */
export function withAliases(css: string, alias: (kind: 'id' | 'class', name: string) => string): string {
  let out = '';
  let at = 0;
  while (at < css.length) {
    const end = statementEnd(css, at);
    const text = css.slice(at, end);
    out += css[end] === '{' && !/^(\s|\/\*.*?\*\/)*@/s.test(text) ? aliasSelector(text, alias) : text;
    out += css[end] ?? '';
    at = end + 1;
  }
  return out;
}

/** The end of the statement that starts at `from`: its `{`, `;` or `}`, or the end of the text. */
function statementEnd(css: string, from: number): number {
  let at = from;
  while (at < css.length) {
    const char = css[at]!;
    if (char === '{' || char === '}' || char === ';') return at;
    at = afterPart(css, at);
  }
  return at;
}

/** The position after the comment, string, pair of brackets or single character at `at`. */
function afterPart(css: string, at: number): number {
  const char = css[at]!;
  if (css.startsWith('/*', at)) {
    const end = css.indexOf('*/', at + 2);
    return end < 0 ? css.length : end + 2;
  }
  if (char === '\\') return at + 2;
  if (char === '"' || char === "'") {
    let end = at + 1;
    while (end < css.length && css[end] !== char) end += css[end] === '\\' ? 2 : 1;
    return end + 1;
  }
  if (char !== '(' && char !== '[') return at + 1;
  const close = char === '(' ? ')' : ']';
  let end = at + 1;
  while (end < css.length && css[end] !== close) end = afterPart(css, end);
  return end + 1;
}

function aliasSelector(selector: string, alias: (kind: 'id' | 'class', name: string) => string): string {
  let out = '';
  let at = 0;
  while (at < selector.length) {
    const char = selector[at]!;
    if ((char === '.' || char === '#') && NAME_START.test(selector[at + 1] ?? '')) {
      let end = at + 1;
      while (end < selector.length && NAME.test(selector[end]!)) end += 1;
      const name = selector.slice(at + 1, end);
      out += `:is(${char}${name},${char}${alias(char === '.' ? 'class' : 'id', name)})`;
      at = end;
      continue;
    }
    // The arguments of :not() and the like are selectors; the contents of [attributes] are not.
    const end = char === '(' ? at + 1 : afterPart(selector, at);
    out += selector.slice(at, end);
    at = end;
  }
  return out;
}
