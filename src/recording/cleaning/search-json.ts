import type { SecretBook } from '../../secrets/index.ts';

/**
 * The encodings in which secrets stand in the strings and keys of a parsed JSON value. Numbers are not searched digit
 * by digit: a PIN would be found in every timestamp.
 */
export function searchJson(value: unknown, secrets: SecretBook): string[] {
  if (typeof value === 'string') return secrets.find(value).map((match) => match.encoding);
  if (typeof value === 'number') return secrets.redactValue(value as unknown) === value ? [] : ['number'];
  if (Array.isArray(value)) return value.flatMap((item) => searchJson(item, secrets));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => [...searchJson(key, secrets), ...searchJson(item, secrets)]);
}
