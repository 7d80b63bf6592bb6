import type { SecretBook } from '../../secrets/index.ts';

/**
 * The encodings of the secrets in the strings and keys of a parsed JSON value. Numbers are compared as a whole: a PIN
 * would be found among the digits of every timestamp.
 */
export function searchJson(value: unknown, secrets: SecretBook): string[] {
  if (typeof value === 'string') return secrets.find(value).map((match) => match.encoding);
  if (typeof value === 'number') return secrets.redactValue(value as unknown) === value ? [] : ['number'];
  if (Array.isArray(value)) return value.flatMap((item) => searchJson(item, secrets));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => [...searchJson(key, secrets), ...searchJson(item, secrets)]);
}
