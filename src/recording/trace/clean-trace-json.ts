import type { SecretBook } from '../../secrets/index.ts';
import { credentialsIn, isCredentialName, isPair } from './trace-credentials.ts';

const MASK = '[secret]';
const RESOURCE = /[0-9a-f]{40}/g;
/** Longer strings are content, not references to resources. */
const MAX_REFERENCE_CHARS = 300;

/** Calls `learn` with every credential that a parsed line of a trace carries in its headers, cookies and storage. */
export function learnCredentials(value: unknown, learn: (credential: string) => void, parent = ''): void {
  if (Array.isArray(value)) {
    for (const item of value) learnCredentials(item, learn, parent);
  } else if (value !== null && typeof value === 'object') {
    if (isPair(value)) for (const credential of credentialsIn(parent, value)) learn(credential);
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === 'string') {
        if (parent === 'headers') for (const credential of credentialsIn(parent, { name: key, value: item })) learn(credential);
      } else learnCredentials(item, learn, key);
    }
  }
}

/**
 * A parsed line of a trace without secrets: those of the book wherever they stand; the values of credential headers, cookies and
 * stored items, and what was typed into password fields, whatever it is. References to resources that were renamed are renamed too.
 */
export function cleanTraceJson(value: unknown, secrets: SecretBook, renamed: ReadonlyMap<string, string>): unknown {
  const clean = (item: unknown, parent: string): unknown => {
    if (typeof item === 'string') return rename(secrets.redact(item), renamed);
    if (typeof item === 'number') return secrets.redactValue(item);
    if (Array.isArray(item)) return isPasswordField(item) ? blankField(item) : item.map((one) => clean(one, parent));
    if (item === null || typeof item !== 'object') return item;
    const pair = isPair(item) && (parent === 'cookies' || parent === 'localStorage' || isCredentialName(item.name));
    const cleaned = new Map<string, unknown>();
    for (const [key, inner] of Object.entries(item)) {
      const blank =
        typeof inner === 'string' &&
        inner !== '' &&
        ((pair && key === 'value') || (parent === 'headers' && isCredentialName(key)) || key === 'password');
      cleaned.set(freeKey(secrets.redact(key), cleaned), blank ? MASK : key === 'indexedDB' ? [] : clean(inner, key));
    }
    return Object.fromEntries(cleaned);
  };
  return clean(value, '');
}

/** An element of a DOM snapshot: its name, its attributes, its children. */
function isPasswordField(item: readonly unknown[]): item is [string, Record<string, unknown>] {
  const attributes = item[1];
  return (
    item[0] === 'INPUT' && typeof attributes === 'object' && attributes !== null && 'type' in attributes && attributes.type === 'password'
  );
}

function blankField([name, attributes]: [string, Record<string, unknown>]): unknown[] {
  return [
    name,
    Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, /value/i.test(key) && value !== '' ? MASK : value])),
  ];
}

/** Object keys that became the same are kept apart. */
function freeKey(key: string, taken: ReadonlyMap<string, unknown>): string {
  let free = key;
  while (taken.has(free)) free += '_';
  return free;
}

function rename(text: string, renamed: ReadonlyMap<string, string>): string {
  if (renamed.size === 0 || text.length < 40 || text.length > MAX_REFERENCE_CHARS) return text;
  return text.replace(RESOURCE, (sha1) => renamed.get(sha1) ?? sha1);
}
