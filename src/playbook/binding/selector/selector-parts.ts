/** One link of a selector chain such as `css=form >> text=Save`. */
export interface SelectorPart {
  /** `css`, `text`, `role`, `xpath`, `internal:…`, … */
  readonly engine: string;
  /** What precedes the body: whitespace, `*`, `role=`. Only whitespace for a guessed engine. */
  readonly prefix: string;
  readonly body: string;
  /** The whitespace after the body. */
  readonly suffix: string;
}

export type SplitSelector =
  | { readonly ok: true; readonly parts: readonly SelectorPart[] }
  | { readonly ok: false; readonly reason: string };

const ENGINE_NAME = /^\s*\*?[\w+:*-]+\s*=/;
/** In `text=…` without a quote right after the sign, quotes are ordinary characters. */
const PLAIN_TEXT_BEFORE = /^\s*text\s*=.+$/s;

/**
 * Splits a selector at `>>` by the rules of Playwright 1.65 (selectorParser: a backslash takes the next character
 * along, `>>` inside quotes belongs to the part), so what is quoted here is quoted there.
 */
export function splitSelector(selector: string): SplitSelector {
  const texts: string[] = [];
  let start = 0;
  let quote: string | undefined;
  if (!selector.includes('>>')) texts.push(selector);
  else {
    for (let index = 0; index < selector.length; index += 1) {
      const character = selector[index];
      if (character === '\\') index += 1;
      else if (character === quote) quote = undefined;
      else if (quote !== undefined) continue;
      else if (character === '"' || character === "'" || character === '`') {
        if (!PLAIN_TEXT_BEFORE.test(selector.slice(start, index))) quote = character;
      } else if (character === '>' && selector[index + 1] === '>') {
        texts.push(selector.slice(start, index));
        index += 1;
        start = index + 1;
      }
    }
    texts.push(selector.slice(start));
  }
  if (quote !== undefined) return { ok: false, reason: `has a quote (${quote}) that is not closed` };
  if (texts.some((text) => text.trim() === '')) return { ok: false, reason: 'has an empty part' };
  return { ok: true, parts: texts.map(partOf) };
}

function partOf(text: string): SelectorPart {
  const trimmed = text.trim();
  const before = text.slice(0, text.length - text.trimStart().length);
  const suffix = text.slice(before.length + trimmed.length);
  const named = ENGINE_NAME.exec(trimmed);
  if (named !== null) {
    const engine = named[0].slice(0, -1).trim().replace(/^\*/, '');
    return { engine, prefix: before + named[0], body: trimmed.slice(named[0].length), suffix };
  }
  return { engine: guessEngine(trimmed), prefix: before, body: trimmed, suffix };
}

function guessEngine(part: string): string {
  const first = part[0];
  if (part.length > 1 && (first === '"' || first === "'") && part.endsWith(first)) return 'text';
  return /^\(*\/\//.test(part) || part.startsWith('..') ? 'xpath' : 'css';
}
