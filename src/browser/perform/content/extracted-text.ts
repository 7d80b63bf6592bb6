import type { ActionResult } from '../action-result.ts';

/** Collapses runs of blank lines and removes trailing whitespace. */
export function tidyText(text: string): string {
  return text
    .replace(/\u00a0/g, ' ')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The result of an extract, cut to `maxChars`. */
export function withinLimit(text: string, maxChars: number): Pick<ActionResult, 'text' | 'output'> {
  if (text.length <= maxChars) return { text: `Extracted ${text.length} characters.`, output: text };
  return { text: `Extracted the first ${maxChars} of ${text.length} characters.`, output: text.slice(0, maxChars) };
}
