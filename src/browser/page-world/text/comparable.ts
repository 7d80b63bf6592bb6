import { cleanText } from '../dom/clean-text.ts';

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** The characters of a text that a person sees, composed. White space is kept. */
export const visibleCharacters = (text: string): string => cleanText(text).replace(INVISIBLE, '').normalize('NFC');

/** A text as a person reads it: white space becomes one space; soft hyphens and zero-width characters are removed. */
export const comparable = (text: string): string => visibleCharacters(text).replace(/\s+/gu, ' ').trim();

/** Whether `text` contains `part`, both as a person reads them. Case counts. What nobody can see is compared as it is. */
export function containsText(text: string, part: string): boolean {
  const wanted = comparable(part);
  return wanted === '' ? text.includes(part) : comparable(text).includes(wanted);
}
