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
 * language stops it: it runs under the engine's own watchdog and is given up after half a second of work. A pattern that does not compile
 * matches nothing.
 */
export function matchPattern(pattern: string, text: string): PatternMatch {
  const compiled = patternFlags(pattern);
  if (!compiled.ok) return { kind: 'none' };
  Object.assign(sandbox, { pattern, flags: compiled.flags, text });
  // The watchdog measures time, during which a busy machine may have done no work: then it is tried again with more.
  for (let timeout = MATCH_LIMIT_MS; ; timeout *= 2) {
    const before = process.threadCpuUsage();
    try {
      const match: RegExpExecArray | null = TRY.runInContext(sandbox, { timeout });
      if (match === null) return { kind: 'none' };
      const value = (match[1] ?? match[0]).trim();
      return value === '' ? { kind: 'none' } : { kind: 'match', value };
    } catch (error) {
      // It compiled, so anything but the watchdog's timeout is the engine's own "stack exceeded": too much work as well.
      const { user, system } = process.threadCpuUsage(before);
      const worked = (user + system) / 1000 >= MATCH_LIMIT_MS / 2;
      if (worked || !isTimeout(error)) return { kind: 'slow', limitMs: MATCH_LIMIT_MS };
    }
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
