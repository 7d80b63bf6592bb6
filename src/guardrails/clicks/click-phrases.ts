import { NOUN_VERBS, RISKY_LINK_WORDS, SAFE_ALONE, SPACED_WORDS } from './click-words.ts';
import { indexPhrases } from './phrase-index.ts';

export const destructivePhrases = indexPhrases(SPACED_WORDS.flatMap((words) => words.destructive));
export const harmlessPhrases = indexPhrases(SPACED_WORDS.flatMap((words) => words.harmless));
export const cancelPhrases = indexPhrases(SPACED_WORDS.flatMap((words) => words.cancel));
export const safeAlone = indexPhrases(SAFE_ALONE);
export const safeStarts = indexPhrases(SPACED_WORDS.flatMap((words) => words.safe).filter((word) => !SAFE_ALONE.has(word)));
export const riskyLinkPhrases = indexPhrases(RISKY_LINK_WORDS);
export const nounVerbs = indexPhrases(NOUN_VERBS);
