import type { StorageState } from '../../browser/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import { Secret } from '../../secrets/index.ts';

const MIN_LENGTH = 12;

/**
 * Adds the secrets of a session to the book: cookies that scripts may not read, and every cookie or storage value that looks random (a
 * token) rather than chosen by a person (a language, a column order).
 */
export function learnSessionSecrets(state: Pick<StorageState, 'cookies'> & Partial<StorageState>, secrets: SecretBook): void {
  for (const { name, value, httpOnly } of state.cookies) {
    if ((httpOnly && value.length >= MIN_LENGTH) || looksDrawn(value)) secrets.add(`cookie:${name}`, new Secret(value));
  }
  for (const { origin, localStorage } of state.origins ?? []) {
    for (const { name, value } of localStorage) if (looksDrawn(value)) secrets.add(`local:${origin}:${name}`, new Secret(value));
  }
  for (const { origin, items } of state.session_storage ?? []) {
    for (const { name, value } of items) if (looksDrawn(value)) secrets.add(`session:${origin}:${name}`, new Secret(value));
  }
}

/** One word of mixed letters and digits, too long to be chosen by a person; a JWT is three of them. */
function looksDrawn(value: string): boolean {
  return value.length >= 16 && value.length <= 4096 && /^[\w+/=.%~-]+$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value);
}
