import { cleanText } from '../dom/clean-text.ts';

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** The characters of a text that a person sees, composed. White space is kept. */
export const visibleCharacters = (text: string): string => cleanText(text).replace(INVISIBLE, '').normalize('NFC');

/** A text as a person reads it: any white space is one space, and what cannot be seen (soft hyphens, zero-width characters) is gone. */
export const comparable = (text: string): string => visibleCharacters(text).replace(/\s+/gu, ' ').trim();

/** Whether `text` contains `part`, both as a person reads them. Case counts. */
export const containsText = (text: string, part: string): boolean => comparable(text).includes(comparable(part));
