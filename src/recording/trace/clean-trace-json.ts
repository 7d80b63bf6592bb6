import type { CleanTexts } from './clean-texts.ts';
import { credentialsIn, isCredentialName, isPageToken, isPair } from './trace-credentials.ts';

const MASK = '[secret]';
const RESOURCE = /[0-9a-f]{40}/g;
const SHA1_CHARS = 40;
/** Attributes of a DOM snapshot, besides `value`, that hold what a field or a meta element says. */
const SHOWN_VALUE = new Set(['content', '__playwright_value_']);
/** Longer strings are content, not references to resources. */
const MAX_REFERENCE_CHARS = 300;

/** Calls `learn` with every credential in the headers, cookies, storage and form tokens of a parsed trace line. */
export function learnCredentials(value: unknown, learn: (credential: string) => void, parent = ''): void {
  if (Array.isArray(value)) {
    for (const item of value) learnCredentials(item, learn, parent);
  } else if (value !== null && typeof value === 'object') {
    if (isPair(value)) for (const credential of credentialsIn(parent, value)) learn(credential);
    const name = 'name' in value && typeof value.name === 'string' ? value.name : '';
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === 'string') {
        if (SHOWN_VALUE.has(key) && isPageToken(name, item)) learn(item);
        if (parent === 'headers') for (const credential of credentialsIn(parent, { name: key, value: item })) learn(credential);
      } else learnCredentials(item, learn, key);
    }
  }
}

/**
 * A parsed trace line without secrets. Redacts the book's secrets wherever they occur; masks all values of credential
 * headers, cookies, stored items and password fields. Renames references to renamed resources. Returns a value
 * that needs no change as it is.
 */
export function cleanTraceJson(value: unknown, texts: CleanTexts, renamed: ReadonlyMap<string, string>): unknown {
  const clean = (item: unknown, parent: string): unknown => {
    if (typeof item === 'string') return rename(texts.redact(item), renamed);
    if (typeof item === 'number') return texts.redactNumber(item);
    if (Array.isArray(item)) return cleanArray(isPasswordField(item) ? blankField(item) : item, parent);
    return item !== null && typeof item === 'object' ? cleanObject(item, parent) : item;
  };
  const cleanArray = (items: readonly unknown[], parent: string): readonly unknown[] => {
    const cleaned = items.map((item) => clean(item, parent));
    return cleaned.every((item, index) => item === items[index]) ? items : cleaned;
  };
  const cleanObject = (item: object, parent: string): object => {
    const pair = isPair(item) && (parent === 'cookies' || parent === 'localStorage' || isCredentialName(item.name));
    const entries = Object.entries(item);
    /** Created at the first changed entry, with the entries before it. */
    let cleaned: Map<string, unknown> | undefined;
    for (const [index, [key, inner]] of entries.entries()) {
      const blank =
        typeof inner === 'string' &&
        inner !== '' &&
        ((pair && key === 'value') || (parent === 'headers' && isCredentialName(key)) || key === 'password');
      const newKey = texts.redact(key);
      const stored = key === 'indexedDB' ? [] : inner;
      const newInner = blank ? MASK : clean(stored, key);
      if (cleaned === undefined && newKey === key && newInner === inner) continue;
      cleaned ??= new Map(entries.slice(0, index));
      cleaned.set(freeKey(newKey, cleaned), newInner);
    }
    return cleaned === undefined ? item : Object.fromEntries(cleaned);
  };
  return clean(value, '');
}

/** A DOM snapshot represents an element as [name, attributes, ...children]. */
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

/** Keys that became identical stay separate entries. */
function freeKey(key: string, taken: ReadonlyMap<string, unknown>): string {
  let free = key;
  while (taken.has(free)) free += '_';
  return free;
}

/** Whether `text` refers to a resource that was renamed. */
export function refersToRenamed(text: string, renamed: ReadonlyMap<string, string>): boolean {
  return renamed.size > 0 && holdsSha1(text) && (text.match(RESOURCE)?.some((sha1) => renamed.has(sha1)) ?? false);
}

/**
 * Whether `text` contains 40 hex digits in a row. Reads every fortieth character and goes back from there while it sees
 * digits, so it never reads most characters.
 */
function holdsSha1(text: string): boolean {
  for (let last = SHA1_CHARS - 1; last < text.length; ) {
    let at = last;
    while (at > last - SHA1_CHARS && isHexDigit(text.charCodeAt(at))) at--;
    if (at === last - SHA1_CHARS) return true;
    last = at + SHA1_CHARS;
  }
  return false;
}

function isHexDigit(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || (unit >= 0x61 && unit <= 0x66);
}

function rename(text: string, renamed: ReadonlyMap<string, string>): string {
  if (renamed.size === 0 || text.length < SHA1_CHARS || text.length > MAX_REFERENCE_CHARS) return text;
  return text.replace(RESOURCE, (sha1) => renamed.get(sha1) ?? sha1);
}
