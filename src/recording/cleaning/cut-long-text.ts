import { mapStrings, truncate } from '../../base/index.ts';

const MAX_TEXT_CHARS = 500;

/** A copy of a JSON value with every string cut. Cut only what is already redacted: half a secret is not found. */
export function cutLongTexts<T>(value: T): T {
  return mapStrings(value, (text) => truncate(text, MAX_TEXT_CHARS)) as T;
}
