import { credentialName, credentialRef } from '../../secrets/index.ts';
import type { TemplatePiece } from './template.ts';

/**
 * In a bound step `{credential:password}` is still where the playbook put it. A parameter whose value happens to be the
 * text `{credential:password}` must not become one, not even together with its neighbours. So all other text is written
 * with the braces before `credential:` doubled, and the reader counts them: an odd number opens a placeholder, each
 * pair is one literal brace.
 */
const BRACES_BEFORE_CREDENTIAL = /\{+(?=credential:)/g;
const BRACES_AT_END = /\{+$/;
const ENCODED = /(\{+)credential:(?:([\w.-]+)\})?/g;

function doubled(braces: string): string {
  return braces + braces;
}

/** The text of pieces whose only holes are credentials. */
export function writeBound(pieces: readonly TemplatePiece[]): string {
  return pieces
    .map((piece, index) => {
      if (piece.kind === 'hole') return `{${piece.name}}`;
      const text = piece.text.replace(BRACES_BEFORE_CREDENTIAL, doubled);
      return pieces[index + 1] === undefined ? text : text.replace(BRACES_AT_END, doubled);
    })
    .join('');
}

/** The credentials that a bound text or structure asks for: `password` for `{credential:password}`. */
export function credentialNames(value: unknown): string[] {
  const names = new Set<string>();
  resolveSecrets(value, (ref) => {
    names.add(credentialName(ref) ?? ref);
    return '';
  });
  return [...names];
}

/**
 * Puts secrets in, at the last moment before they are used: every `{credential:x}` in every string of `value` (a text,
 * a step's params, an action's input) becomes `lookup('credential:x')`. Text that only looks like a placeholder,
 * because a parameter has such a value, stays text. Only this function reads bound strings correctly; do not replace
 * placeholders by hand. Returns a copy. Throws what `lookup` throws.
 */
export function resolveSecrets<T>(value: T, lookup: (name: string) => string): T {
  return resolveAny(value, lookup) as T;
}

function resolveAny(value: unknown, lookup: (name: string) => string): unknown {
  if (typeof value === 'string') return resolveText(value, lookup);
  if (Array.isArray(value)) return value.map((item) => resolveAny(item, lookup));
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolveAny(item, lookup)]));
  }
  return value;
}

function resolveText(text: string, lookup: (name: string) => string): string {
  if (!text.includes('{credential:')) return text;
  return text.replace(ENCODED, (whole, braces: string, name: string | undefined) => {
    const literal = '{'.repeat(Math.floor(braces.length / 2));
    if (braces.length % 2 === 0) return literal + whole.slice(braces.length);
    return name === undefined ? whole : literal + lookup(credentialRef(name));
  });
}
