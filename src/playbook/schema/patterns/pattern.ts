import { createContext, Script } from 'node:vm';
import { errorMessage } from '../../../base/index.ts';

const MATCH_LIMIT_MS = 500;
const MATCH_SCRIPT = new Script('new RegExp(pattern, flags).exec(text)');
const sandbox = createContext(Object.create(null));

export type PatternMatch =
  | { readonly kind: 'match'; readonly value: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'slow'; readonly limitMs: number };

/** The flags that a pattern compiles with: `u` where possible, none for older spellings such as `\#`; or the error. */
export function patternFlags(pattern: string): { ok: true; flags: string } | { ok: false; reason: string } {
  try {
    return { ok: true, flags: new RegExp(pattern, 'u').flags };
  } catch {
    try {
      return { ok: true, flags: new RegExp(pattern).flags };
    } catch (error) {
      return { ok: false, reason: errorMessage(error).replace(/^Invalid regular expression: /, '') };
    }
  }
}

/** Group 1 of the pattern in `text`, else its whole match. A pattern that does not compile matches nothing. */
export function matchPattern(pattern: string, text: string): PatternMatch {
  const match = execute(pattern, text);
  if (match === null) return { kind: 'none' };
  if (match === 'slow') return { kind: 'slow', limitMs: MATCH_LIMIT_MS };
  const value = (match[1] ?? match[0]).trim();
  return value === '' ? { kind: 'none' } : { kind: 'match', value };
}

/** Whether the pattern matches anywhere in `text`; `slow` if it took more than half a second of work. */
export function matchesPattern(pattern: string, text: string): boolean | 'slow' {
  const match = execute(pattern, text);
  return match === 'slow' ? match : match !== null;
}

/**
 * A regular expression may run for ages on a harmless text, and nothing in the language stops it, so it runs under the
 * watchdog of the engine and is abandoned after half a second of work.
 */
function execute(pattern: string, text: string): RegExpExecArray | null | 'slow' {
  const compiled = patternFlags(pattern);
  if (!compiled.ok) return null;
  Object.assign(sandbox, { pattern, flags: compiled.flags, text });
  // The watchdog measures elapsed time, in which a busy machine may have done no work: then try again with more.
  for (let timeout = MATCH_LIMIT_MS; ; timeout *= 2) {
    const before = process.threadCpuUsage();
    try {
      return MATCH_SCRIPT.runInContext(sandbox, { timeout }) as RegExpExecArray | null;
    } catch (error) {
      // It compiled, so anything but a timeout is "stack exceeded" from the engine: too much work as well.
      const { user, system } = process.threadCpuUsage(before);
      const worked = (user + system) / 1000 >= MATCH_LIMIT_MS / 2;
      if (worked || !isTimeout(error)) return 'slow';
    }
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
