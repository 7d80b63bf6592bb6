import type { ActionResult } from '../action-result.ts';

/** What an extract gives back, tidied: no blank lines in rows, no blanks at the ends. */
export function tidyText(text: string): string {
  return text
    .replace(/\u00a0/g, ' ')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Keeps what one extract may hold. */
export function withinLimit(text: string, maxChars: number): Pick<ActionResult, 'text' | 'output'> {
  if (text.length <= maxChars) return { text: `Extracted ${text.length} characters.`, output: text };
  return { text: `Extracted the first ${maxChars} of ${text.length} characters.`, output: text.slice(0, maxChars) };
}
