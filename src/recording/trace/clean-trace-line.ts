import type { CleanTexts } from './clean-texts.ts';
import { cleanTraceJson, renames } from './clean-trace-json.ts';
import { SealError } from './seal-error.ts';
import { isCredentialName } from './trace-credentials.ts';
import type { TraceLine } from './trace-lines.ts';

/** Keys and values without which no rule about credentials, cookies, stored items or password fields applies to a line. */
const TELLING = ['"headers"', '"cookies"', '"localStorage"', '"indexedDB"', '"password"'];
const NAME = /"name"\s*:\s*"((?:[^"\\]|\\.)*)"/g;
const ESCAPED = /\\(.)/gs;
const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/**
 * Whether a line of a trace can carry a credential by the names in it. Of most lines that is seen without parsing them, which takes
 * longer than all else. A key may be spelled with escapes, so `\u` alone is reason to parse.
 */
export function mayHoldCredentials(line: string): boolean {
  if (line.includes('\\u') || TELLING.some((word) => line.includes(word))) return true;
  for (const [, name = ''] of line.matchAll(NAME)) if (name.includes('\\') || isCredentialName(name)) return true;
  return false;
}

/** The line as it goes into the clean trace. Throws SealError when a secret is found after cleaning, ArchiveError when it is not JSON. */
export function cleanTraceLine(line: TraceLine, texts: CleanTexts, renamed: ReadonlyMap<string, string>): string {
  if (isUntouched(line.text, texts, renamed)) return line.text;
  const cleaned = cleanTraceJson(line.parse(), texts, renamed);
  const found = texts.findIn(cleaned);
  if (found !== undefined) throw new SealError(`a secret was still in a record after cleaning (${found})`);
  return JSON.stringify(cleaned);
}

/**
 * Whether cleaning would change nothing, as far as that can be told without parsing. With the escapes of JSON undone, the content of
 * each string of the line stands somewhere in it as it is, and can be read there in every way in which it can be read alone.
 */
function isUntouched(line: string, texts: CleanTexts, renamed: ReadonlyMap<string, string>): boolean {
  if (!line.startsWith('{') || !line.endsWith('}') || mayHoldCredentials(line) || renames(line, renamed)) return false;
  return texts.isFreeText(line.includes('\\') ? line.replace(ESCAPED, (_, letter: string) => CONTROL[letter] ?? letter) : line);
}
