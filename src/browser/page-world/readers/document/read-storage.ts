import type { StoredItems } from '../../main-world/prepare-document.ts';

/** Reads one item of localStorage or sessionStorage; null when missing. Throws where the document has no storage. */
export function readStorageItem(_: Element[], { scope, key }: { scope: 'local' | 'session'; key: string }): string | null {
  return (scope === 'local' ? localStorage : sessionStorage).getItem(key);
}

/** Reads all of sessionStorage except the item `mark`. */
export function readSessionStorage(_: Element[], mark: string): StoredItems {
  const names = Array.from({ length: sessionStorage.length }, (_, index) => sessionStorage.key(index) ?? '');
  const items = names.filter((name) => name !== mark).map((name) => ({ name, value: sessionStorage.getItem(name) ?? '' }));
  return { origin: location.origin, items };
}
