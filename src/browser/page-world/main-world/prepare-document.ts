import { isTag } from '../dom/dom.ts';
import { maskField } from '../readers/mask-fields.ts';

/** What a tab's sessionStorage held when it was saved, per origin. */
export interface StoredItems {
  origin: string;
  items: { name: string; value: string }[];
}

/**
 * Runs in every document, in the page's own world, before the page's scripts. What is typed into a password field stays dots in
 * pictures and traces, also after the page turned it into a text field ("show password").
 */
export function maskTypedPasswords(): void {
  const mask = (event: Event): void => {
    const field = event.composedPath()[0] as Node;
    if (isTag(field, 'input') && field.type === 'password') maskField(field);
  };
  document.addEventListener('input', mask, { capture: true, passive: true });
  document.addEventListener('focusin', mask, { capture: true, passive: true });
}

/** Puts sessionStorage back when a page of the origin is opened first in a tab. `mark`: the item that says that this was done. */
export function restoreSessionStorage({ stored, mark }: { stored: readonly StoredItems[]; mark: string }): void {
  const entry = stored.find((one) => one.origin === location.origin);
  if (entry === undefined || window !== window.top || sessionStorage.getItem(mark) !== null) return;
  sessionStorage.setItem(mark, '1');
  for (const { name, value } of entry.items) if (sessionStorage.getItem(name) === null) sessionStorage.setItem(name, value);
}
