import { cancelPhrases, destructivePhrases, harmlessPhrases, riskyLinkPhrases, safeAlone, safeStarts } from './click-phrases.ts';
import { DESTRUCTIVE_PICTURES, UNSPACED_WORDS } from './click-words.ts';
import { foldLabel, labelWords } from './fold-label.ts';

const MAX_LABEL_CHARS = 200;
const MAX_SCANNED_CHARS = 4_000;

/** Words beside a bare "Cancel" that do not give it an object. */
const FILLERS: ReadonlySet<string> = new Set([
  'esc',
  'escape',
  'x',
  'button',
  'dialog',
  'no',
  'nein',
  'non',
  'nao',
  'nee',
  'nie',
  'нет',
  'dialogue',
  'window',
]);

/** After one of these, a second act may follow the first: "Search and replace" is more than a search. */
const CONJUNCTIONS: ReadonlySet<string> = new Set(['and', 'then', 'und', 'et', 'y', 'e', 'en', 'och', 'og', 've', 'и']);

/** A label could hide a word with look-alike letters of another script. */
const MIXED_SCRIPTS = /\p{Script=Latin}[\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}]\p{Script=Latin}/u;

/** `cancel`: a bare "Cancel". `empty`: no words. */
export type LabelVerdict = 'safe' | 'destructive' | 'unknown' | 'cancel' | 'empty';

/** Judges one text of a control by its words. Never throws. */
export function judgeLabel(text: string, isLink: boolean): LabelVerdict {
  if (text.trim() === '') return 'empty';
  if (DESTRUCTIVE_PICTURES.some((picture) => text.includes(picture))) return 'destructive';
  const folded = foldLabel(text.length > MAX_SCANNED_CHARS ? text.slice(0, MAX_SCANNED_CHARS) : text);
  if (MIXED_SCRIPTS.test(folded)) return 'unknown';
  const words = withoutHarmless(labelWords(folded));
  const unspaced = judgeUnspaced(folded);
  if (unspaced === 'destructive' || destructivePhrases.within(words.left)) return 'destructive';
  if (text.length > MAX_LABEL_CHARS) return 'unknown';
  if (unspaced !== undefined) return unspaced;
  const cancelled = judgeCancel(words.left);
  if (cancelled !== undefined) return cancelled;
  if (words.startsHarmless && !words.left.some((word) => CONJUNCTIONS.has(word))) return 'safe';
  if (isSafe(words.left)) return 'safe';
  if (words.all === 0) return 'empty';
  return isLink && !isRiskyLink(words.left) ? 'safe' : 'unknown';
}

/** "Approve" and "Please approve"; "Orders to approve" names a list. */
function isRiskyLink(words: readonly string[]): boolean {
  return words.length <= 2 ? riskyLinkPhrases.within(words) : riskyLinkPhrases.lengthAt(words, 0) > 0;
}

function withoutHarmless(words: readonly string[]): { left: string[]; startsHarmless: boolean; all: number } {
  const left: string[] = [];
  for (let at = 0; at < words.length; ) {
    const length = harmlessPhrases.lengthAt(words, at);
    if (length === 0) left.push(words[at]!);
    at += Math.max(1, length);
  }
  return { left, startsHarmless: words.length > 0 && harmlessPhrases.lengthAt(words, 0) > 0, all: words.length };
}

function judgeCancel(words: readonly string[]): LabelVerdict | undefined {
  const at = words.findIndex((_, index) => cancelPhrases.lengthAt(words, index) > 0);
  if (at < 0) return undefined;
  const length = cancelPhrases.lengthAt(words, at);
  const beside = words.filter(
    (word, index) => (index < at || index >= at + length) && !FILLERS.has(word) && cancelPhrases.lengthAt([word], 0) === 0,
  );
  return beside.length === 0 ? 'cancel' : 'destructive';
}

function isSafe(words: readonly string[]): boolean {
  const start = safeStarts.lengthAt(words, 0);
  if (start > 0) return !words.slice(start).some((word) => CONJUNCTIONS.has(word)) && words.filter((word) => word.length === 1).length < 3;
  const alone = safeAlone.lengthAt(words, 0);
  return alone > 0 && words.slice(alone).every((word) => /^\d+$/.test(word) || FILLERS.has(word));
}

/** For languages without spaces between words; undefined if the label contains none of their words. */
function judgeUnspaced(folded: string): LabelVerdict | undefined {
  if (!/[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(folded)) return undefined;
  let text = folded;
  let harmlessFound = false;
  for (const phrase of unspacedWords.harmless) {
    harmlessFound ||= text.includes(phrase);
    text = text.replaceAll(phrase, '');
  }
  if (unspacedWords.destructive.some((word) => text.includes(word))) return 'destructive';
  const cancelWord = unspacedWords.cancel.find((word) => text.includes(word));
  if (cancelWord !== undefined) return labelWords(text.replace(cancelWord, '')).length === 0 ? 'cancel' : 'destructive';
  if (unspacedWords.safe.some((word) => text.startsWith(word) || text.endsWith(word))) return 'safe';
  return harmlessFound && labelWords(text).length === 0 ? 'safe' : undefined;
}

const fold = (words: readonly string[]) => words.map(foldLabel);
const unspacedWords = {
  destructive: fold(UNSPACED_WORDS.destructive),
  cancel: fold(UNSPACED_WORDS.cancel),
  safe: fold(UNSPACED_WORDS.safe),
  harmless: fold(UNSPACED_WORDS.harmless),
};
