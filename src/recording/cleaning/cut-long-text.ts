import { mapStrings } from '../../base/index.ts';

const MAX_TEXT_CHARS = 500;

/** `text`, or its first 500 characters and how long it was. No character is torn in two. */
function cutLongText(text: string): string {
  if (text.length <= MAX_TEXT_CHARS) return text;
  const torn = /[\ud800-\udbff]$/.test(text.slice(0, MAX_TEXT_CHARS));
  return `${text.slice(0, torn ? MAX_TEXT_CHARS - 1 : MAX_TEXT_CHARS)}… (${text.length} characters)`;
}

/** A copy of a JSON value in which every string is cut. Cut only what is redacted already: half a secret is not found. */
export function cutLongTexts<T>(value: T): T {
  return mapStrings(value, cutLongText) as T;
}
