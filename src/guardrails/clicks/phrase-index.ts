import { foldLabel, labelWords } from './fold-label.ts';

/** Finds phrases of one or more whole words in a label; the cost does not grow with the number of phrases. */
export interface PhraseIndex {
  /** Length in words of the longest phrase that starts at word `at`, or 0. */
  lengthAt(words: readonly string[], at: number): number;
  /** Whether the words contain any phrase. */
  within(words: readonly string[]): boolean;
}

export function indexPhrases(phrases: Iterable<string>): PhraseIndex {
  const byFirstWord = new Map<string, string[][]>();
  for (const phrase of phrases) {
    const words = labelWords(foldLabel(phrase));
    const first = words[0];
    if (first === undefined) continue;
    const others = byFirstWord.get(first) ?? [];
    others.push(words);
    others.sort((a, b) => b.length - a.length);
    byFirstWord.set(first, others);
  }
  const lengthAt = (words: readonly string[], at: number) => {
    const found = byFirstWord.get(words[at]!)?.find((phrase) => phrase.every((word, index) => words[at + index] === word));
    return found?.length ?? 0;
  };
  return { lengthAt, within: (words) => words.some((_, at) => lengthAt(words, at) > 0) };
}
