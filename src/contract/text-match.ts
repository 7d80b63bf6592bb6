/** How a text is looked for on a page. `words`: whole words. `part`: anywhere. `exact`: a whole line, block or cell. Case never counts. */
export const TEXT_MATCHES = ['words', 'part', 'exact'] as const;
export type TextMatch = (typeof TEXT_MATCHES)[number];
