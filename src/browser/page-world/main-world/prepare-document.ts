import { isTag } from '../dom/dom.ts';
import { maskField } from '../readers/fields/mask-field.ts';

/** The saved sessionStorage of one origin. */
export interface StoredItems {
  origin: string;
  items: { name: string; value: string }[];
}

/** Runs in the main world of every document, before the page's scripts. */
export function prepareDocument(): void {
  maskTypedPasswords();
  removeFilePickers();
}

/** No file can be given to these pickers: without them, a page uses a file field. */
function removeFilePickers(): void {
  for (const name of ['showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker']) Reflect.deleteProperty(window, name);
}

/**
 * Keeps what is typed into a password field masked in screenshots and traces, even after the page turns it into a text
 * field ("show password").
 */
function maskTypedPasswords(): void {
  const mask = (event: Event): void => {
    const field = event.composedPath()[0] as Node;
    if (isTag(field, 'input') && field.type === 'password') maskField(field);
  };
  document.addEventListener('input', mask, { capture: true, passive: true });
  document.addEventListener('focusin', mask, { capture: true, passive: true });
}

/**
 * Restores sessionStorage when a tab first opens a page of the origin. `mark`: the item that records that this was
 * done.
 */
export function restoreSessionStorage({ stored, mark }: { stored: readonly StoredItems[]; mark: string }): void {
  const entry = stored.find((one) => one.origin === location.origin);
  if (entry === undefined || window !== window.top || sessionStorage.getItem(mark) !== null) return;
  sessionStorage.setItem(mark, '1');
  for (const { name, value } of entry.items) if (sessionStorage.getItem(name) === null) sessionStorage.setItem(name, value);
}
