import { cancelPhrases, destructivePhrases, nounVerbs } from './click-phrases.ts';
import { COMMAND_OBJECTS, DESTRUCTIVE_PICTURES } from './click-words.ts';
import { foldLabel, labelWords } from './fold-label.ts';
import type { LabelVerdict } from './judge-label.ts';

const MAX_SCANNED_CHARS = 4_000;
/** A destructive word at the end of a label this short is a command in languages that put it there: "Bestellung löschen". */
const ENDS_COMMAND_OF = 2;
const MAY_END_COMMAND_OF = 4;

/**
 * Judges the text of a link that only opens a page, or of a row: it names a record, whose title may have any word ("Refund not received"),
 * unless it commands ("Delete this order"). `nouns`: the words of the address. Undefined without destructive words in it.
 */
export function judgeTitle(text: string, nouns: ReadonlySet<string>): LabelVerdict | undefined {
  if (DESTRUCTIVE_PICTURES.some((picture) => text.includes(picture))) return undefined;
  const words = labelWords(foldLabel(text.slice(0, MAX_SCANNED_CHARS)));
  let verdict: LabelVerdict | undefined;
  for (let at = 0; at < words.length; ) {
    const length = Math.max(destructivePhrases.lengthAt(words, at), cancelPhrases.lengthAt(words, at));
    const found = length === 0 ? undefined : judgeAt(words, at, length, nouns);
    if (found === 'destructive') return found;
    if (found !== undefined && verdict !== 'unknown') verdict = found;
    at += Math.max(1, length);
  }
  return verdict;
}

function judgeAt(words: readonly string[], at: number, length: number, nouns: ReadonlySet<string>): LabelVerdict | undefined {
  const before = words.slice(0, at).filter(isOther);
  const after = words.slice(at + length);
  const rest = after.filter(isOther);
  const isAlone = before.length === 0 && rest.length === 0;
  // A bare "Cancel" leads away from a page.
  if (cancelPhrases.lengthAt(words, at) > 0 && destructivePhrases.lengthAt(words, at) === 0 && isAlone && after.length === 0)
    return undefined;
  if (nounVerbs.lengthAt(words, at) > 0) {
    if (!isAlone || nouns.has(words[at]!) || after.some((word) => /\d/.test(word))) return 'safe';
    return after.length > 0 ? 'destructive' : 'unknown';
  }
  if (isAlone) return 'destructive';
  if (before.length === 0) return 'unknown';
  if (rest.length > 0 || words.length > MAY_END_COMMAND_OF) return 'safe';
  return words.length <= ENDS_COMMAND_OF ? 'destructive' : 'unknown';
}

/** Whether a word says more than what a command needs. */
const isOther = (word: string): boolean => !COMMAND_OBJECTS.has(word) && !/\d/.test(word);
