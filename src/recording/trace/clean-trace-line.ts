import type { CleanTexts } from './clean-texts.ts';
import { cleanTraceJson, refersToRenamed } from './clean-trace-json.ts';
import { SealError } from './seal-error.ts';
import { isCredentialName } from './trace-credentials.ts';
import type { TraceLine } from './trace-lines.ts';

/** The rules about headers, cookies, stored items and password fields apply only to lines with one of these. */
const MARKERS = ['"headers"', '"cookies"', '"localStorage"', '"indexedDB"', '"password"'];
const NAME = /"name"\s*:\s*"((?:[^"\\]|\\.)*)"/g;
const ESCAPED = /\\(.)/gs;
const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/**
 * Whether the names in a trace line allow for a credential. Decided without parsing, which would take longer than
 * everything else. A key may be written with escapes, so `\u` alone counts.
 */
export function mayHoldCredentials(line: string): boolean {
  if (line.includes('\\u') || MARKERS.some((word) => line.includes(word))) return true;
  for (const [, name = ''] of line.matchAll(NAME)) if (name.includes('\\') || isCredentialName(name)) return true;
  return false;
}

/**
 * The line for the clean trace. Throws SealError if it still holds a secret after cleaning, ArchiveError if it is not
 * JSON.
 */
export function cleanTraceLine(line: TraceLine, texts: CleanTexts, renamed: ReadonlyMap<string, string>): string {
  if (needsNoCleaning(line.text, texts, renamed)) return line.text;
  const cleaned = cleanTraceJson(line.parse(), texts, renamed);
  const found = texts.findIn(cleaned);
  if (found !== undefined) throw new SealError(`a record still held a secret after cleaning (${found})`);
  return JSON.stringify(cleaned);
}

/**
 * Whether cleaning would certainly change nothing, decided without parsing. With JSON's escapes undone, the line
 * contains each of its strings verbatim, so whatever a search finds in a string, it also finds in the line.
 */
function needsNoCleaning(line: string, texts: CleanTexts, renamed: ReadonlyMap<string, string>): boolean {
  if (!line.startsWith('{') || !line.endsWith('}') || mayHoldCredentials(line) || refersToRenamed(line, renamed)) return false;
  return texts.isFreeText(line.includes('\\') ? line.replace(ESCAPED, (_, letter: string) => CONTROL[letter] ?? letter) : line);
}
