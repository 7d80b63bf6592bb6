import { excerpt, nothingAt, readJsonPath } from '../../base/index.ts';
import { matchPattern, type OutputValue, type PageValue } from '../../playbook/index.ts';

export type Found = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly reason: string };

const SHOWN_CHARS = 80;

/** The part of an output that a value of `capture` names. The reason of a failure shows no value that is to be a secret. */
export function outputValue(output: string, { json_path: path, pattern, secret }: OutputValue): Found {
  if (path === undefined) return patternValue('the output', output, { pattern, secret });
  const parsed = parseJson(output);
  if (parsed === undefined) return { ok: false, reason: 'the output is not JSON, so it has no json_path' };
  const found = readJsonPath(parsed.json, path);
  if (!found.found) return { ok: false, reason: `the output has ${nothingAt(path, found)}` };
  const text = typeof found.value === 'string' ? found.value : JSON.stringify(found.value);
  return patternValue(`what is at "${path}"`, text, { pattern, secret });
}

/** What the pattern takes of a text; without one, the whole text. */
export function patternValue(what: string, text: string, { pattern, secret }: Pick<PageValue, 'pattern' | 'secret'>): Found {
  if (pattern === undefined) return { ok: true, value: text };
  const match = matchPattern(pattern, text);
  if (match.kind === 'match') return { ok: true, value: match.value };
  if (match.kind === 'slow') return { ok: false, reason: `the pattern ${pattern} takes too long on ${what}: simplify it` };
  const shown = secret === true ? '' : `: "${excerpt(text, SHOWN_CHARS)}"`;
  return { ok: false, reason: `the pattern ${pattern} matches nothing in ${what}${shown}` };
}

function parseJson(text: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined; // the caller says so
  }
}
