import { type BoundValue, type Filled, filled, holeIndex, refused } from '../bind-value.ts';
import { fillRegexSource } from './regex-literal.ts';
import { backslashed } from './selector-attributes.ts';
import { cssString, endsInBackslash } from './selector-css.ts';

/** Unquoted text that Playwright takes literally in any place: no quote, backslash, `>` or leading slash. */
const SAFE_UNQUOTED = /^[\p{L}\p{N} _.,:;!?#@()[\]{}+*%&€$=-][\p{L}\p{N} _.,:;!?#@()[\]{}+*%&€$=/-]*$/u;
const REGEX_BODY = /^\/(.*)\/([a-z]*)$/s;

/**
 * `text=…`, `"…"`: quoted, a regular expression, or plain text. The result may use another engine that means the same.
 */
export function fillTextPart(prefix: string, body: string, values: readonly BoundValue[]): Filled {
  const regex = REGEX_BODY.exec(body);
  if (regex !== null) return fillWrappedRegex(prefix, regex, values);
  const first = body[0];
  if ((first === '"' || first === "'") && body.length > 1 && body.endsWith(first)) {
    const inner = replaceHoles(body.slice(1, -1), values, (value) => backslashed(value.text, first));
    return inner.ok ? filled(`${prefix}${first}${inner.text}${first}`) : inner;
  }
  const plain = replaceHoles(body, values, (value) => value.text.toWellFormed());
  if (!plain.ok || SAFE_UNQUOTED.test(plain.text)) return plain.ok ? filled(prefix + plain.text) : plain;
  if (/text:light\s*=$/.test(prefix)) return refused('is in text:light without quotes; put quotes around the text');
  return filled(`${leading(prefix)}internal:text=${JSON.stringify(plain.text)}i`);
}

/**
 * `internal:text="…"i`, `internal:label=…`, `internal:has-text=…`: a JSON string with a flag, or a regular expression.
 */
export function fillJsonText(prefix: string, body: string, values: readonly BoundValue[]): Filled {
  const regex = REGEX_BODY.exec(body);
  if (regex !== null) return fillWrappedRegex(prefix, regex, values);
  const quoted = /^"(.*)"([is]?)$/s.exec(body);
  if (quoted === null) return refused('needs quotes around its text');
  const inner = replaceHoles(quoted[1] ?? '', values, (value) => JSON.stringify(value.text.toWellFormed()).slice(1, -1));
  return inner.ok ? filled(`${prefix}"${inner.text}"${quoted[2]}`) : inner;
}

/** `id=…`, `data-testid=…` cannot be quoted: a value that needs it makes this the equivalent CSS attribute selector. */
export function fillIdPart(prefix: string, engine: string, body: string, values: readonly BoundValue[]): Filled {
  const plain = replaceHoles(body, values, (value) => value.text);
  if (!plain.ok || /^[\w.:-]+$/.test(plain.text)) return plain.ok ? filled(prefix + plain.text) : plain;
  const [attribute, light] = engine.split(':');
  return filled(`${leading(prefix)}${light === undefined ? 'css' : 'css:light'}=[${attribute}="${cssString(plain.text)}"]`);
}

/** A body in which only whole numbers are allowed, such as that of `nth=`. */
export function fillNumbers(prefix: string, body: string, values: readonly BoundValue[]): Filled {
  const bad = [...body].map((character) => values[holeIndex(character) ?? -1]).find((value) => value !== undefined && !value.int);
  if (bad !== undefined) return refused('is where only a whole number is allowed; make the parameter an int', bad.name);
  const result = replaceHoles(body, values, (value) => value.text);
  return result.ok ? filled(prefix + result.text) : result;
}

function fillWrappedRegex(prefix: string, regex: RegExpExecArray, values: readonly BoundValue[]): Filled {
  const source = fillRegexSource(regex[1] ?? '', values);
  return source.ok ? filled(`${prefix}/${source.text}/${regex[2]}`) : source;
}

function replaceHoles(body: string, values: readonly BoundValue[], write: (value: BoundValue) => string): Filled {
  let result = '';
  for (let index = 0; index < body.length; index += 1) {
    const hole = holeIndex(body[index]);
    if (hole === undefined) {
      result += body[index];
      continue;
    }
    const value = values[hole];
    if (value === undefined) return refused('a placeholder has no value');
    if (endsInBackslash(body.slice(0, index))) return refused('follows a backslash', value.name);
    result += write(value);
  }
  return filled(result);
}

/** The whitespace and the capture sign before the name of an engine. */
function leading(prefix: string): string {
  return /^\s*\*?/.exec(prefix)?.[0] ?? '';
}
