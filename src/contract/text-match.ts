/**
 * How a text is looked for on a page: as whole words, as a part of anything, or as a whole line, block or cell. Case is
 * ignored.
 */
export const TEXT_MATCHES = ['words', 'part', 'exact'] as const;
export type TextMatch = (typeof TEXT_MATCHES)[number];
