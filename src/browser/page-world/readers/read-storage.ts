import type { StoredItems } from '../main-world/prepare-document.ts';

/** One value of the document's localStorage or sessionStorage; null when it is not there. Throws where a document has none. */
export function readStorageItem(_: Element[], { scope, key }: { scope: 'local' | 'session'; key: string }): string | null {
  return (scope === 'local' ? localStorage : sessionStorage).getItem(key);
}

/** Everything in the document's sessionStorage but the item `mark`. */
export function readSessionStorage(_: Element[], mark: string): StoredItems {
  const names = Array.from({ length: sessionStorage.length }, (_, index) => sessionStorage.key(index) ?? '');
  const items = names.filter((name) => name !== mark).map((name) => ({ name, value: sessionStorage.getItem(name) ?? '' }));
  return { origin: location.origin, items };
}
