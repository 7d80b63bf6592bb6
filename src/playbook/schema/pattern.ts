import { createContext, Script } from 'node:vm';

const MATCH_LIMIT_MS = 500;
const TRY = new Script('new RegExp(pattern, flags).exec(text)');
const sandbox = createContext(Object.create(null));

export type PatternMatch =
  | { readonly kind: 'match'; readonly value: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'slow'; readonly limitMs: number };

/** The flags a pattern compiles with: `u` where it can, none for older spellings such as `\#`; or the error of the engine. */
export function patternFlags(pattern: string): { ok: true; flags: string } | { ok: false; reason: string } {
  try {
    return { ok: true, flags: new RegExp(pattern, 'u').flags };
  } catch {
    try {
      return { ok: true, flags: new RegExp(pattern).flags };
    } catch (error) {
      return { ok: false, reason: error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error) };
    }
  }
}

/**
 * Group 1 of the pattern in `text`, else its whole match. A regular expression may run for ages on an innocent text, and nothing in the
 * language stops it: it runs under the engine's own watchdog and is given up after half a second. A pattern that does not compile
 * matches nothing.
 */
export function matchPattern(pattern: string, text: string): PatternMatch {
  const compiled = patternFlags(pattern);
  if (!compiled.ok) return { kind: 'none' };
  Object.assign(sandbox, { pattern, flags: compiled.flags, text });
  try {
    const match: RegExpExecArray | null = TRY.runInContext(sandbox, { timeout: MATCH_LIMIT_MS });
    if (match === null) return { kind: 'none' };
    const value = (match[1] ?? match[0]).trim();
    return value === '' ? { kind: 'none' } : { kind: 'match', value };
  } catch {
    // It compiled, so what is thrown is the watchdog's timeout or the engine's own "stack exceeded": both mean too much work.
    return { kind: 'slow', limitMs: MATCH_LIMIT_MS };
  }
}

/** Texts on which patterns with nested or overlapping repetition explode; a sound pattern takes microseconds for each. */
const PROBES = ['a', '0', ' ', '-', 'a0', 'a ', 'A', '#0', 'a,', 'é', '.'].map((unit) => `${unit.repeat(64)}\u0000`);

/** Whether a pattern was seen to explode on a short text. */
export function isExplosive(pattern: string): boolean {
  return PROBES.some((probe) => matchPattern(pattern, probe).kind === 'slow');
}
