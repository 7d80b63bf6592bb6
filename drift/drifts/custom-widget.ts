import type { Drift } from './drift.ts';

const TEXT_TYPES = new Set(['', 'text', 'search', 'email', 'number']);

/**
 * Replaces selects with list boxes and text fields with editable boxes, made of divs and a script. The old field stays in the page, hidden, and
 * holds the value that is sent, so the server and the application's scripts notice nothing.
 */
export const customWidget: Drift = {
  name: 'custom-widget',
  description: 'fields are replaced with custom widgets',
  page({ document, plan, touch }) {
    let number = 0;
    for (const field of document.querySelectorAll<HTMLElement>(plan.widgets)) {
      if (field.closest('template, .empty-form') !== null) continue;
      const isSelect = field.tagName === 'SELECT';
      if (!isSelect && !TEXT_TYPES.has(field.getAttribute('type') ?? '')) continue;
      number += 1;
      const widget = isSelect ? listBox(document, field, number) : textBox(document, field);
      labelLike(document, widget, field, number);
      field.classList.add('drift-behind');
      // The browser cannot point to a hidden field as missing; the server still refuses an empty one.
      field.removeAttribute('required');
      field.removeAttribute('autofocus');
      field.setAttribute('tabindex', '-1');
      field.after(widget);
    }
    if (number > 0) touch(`${number} fields`);
  },
};

function listBox(document: Document, field: HTMLElement, number: number): HTMLElement {
  const box = document.createElement('div');
  box.className = 'drift-listbox';
  const head = document.createElement('div');
  const options = [...field.querySelectorAll('option')];
  const chosen = options.find((option) => option.hasAttribute('selected')) ?? options[0];
  head.textContent = chosen?.textContent?.trim() ?? '';
  for (const [name, value] of [
    ['role', 'combobox'],
    ['tabindex', '0'],
    ['aria-haspopup', 'listbox'],
    ['aria-expanded', 'false'],
    ['aria-controls', `drift-list-${number}`],
    ['data-drift-combobox', ''],
  ] as const) {
    head.setAttribute(name, value);
  }
  const list = document.createElement('div');
  list.id = `drift-list-${number}`;
  list.setAttribute('role', 'listbox');
  list.className = 'drift-closed';
  for (const option of options) {
    const entry = document.createElement('div');
    entry.setAttribute('role', 'option');
    entry.setAttribute('data-drift-value', option.getAttribute('value') ?? option.textContent?.trim() ?? '');
    entry.textContent = option.textContent?.trim() ?? '';
    list.append(entry);
  }
  box.append(head, list);
  return box;
}

function textBox(document: Document, field: HTMLElement): HTMLElement {
  const box = document.createElement('div');
  box.className = 'drift-textbox';
  box.setAttribute('contenteditable', 'true');
  box.setAttribute('role', field.getAttribute('type') === 'search' ? 'searchbox' : 'textbox');
  box.setAttribute('data-drift-text', '');
  box.textContent = field.getAttribute('value') ?? '';
  return box;
}

/** Gives the widget the label that the field had. */
function labelLike(document: Document, widget: HTMLElement, field: HTMLElement, number: number): void {
  const target = widget.querySelector('[role="combobox"]') ?? widget;
  const label = field.id === '' ? null : document.querySelector(`label[for="${field.id}"]`);
  const outer = field.closest('label');
  const words = label?.textContent ?? outer?.firstChild?.textContent ?? field.getAttribute('aria-label') ?? '';
  const image = (label ?? outer)?.querySelector('img')?.getAttribute('alt') ?? '';
  if (label !== null && words.trim() !== '') {
    label.id ||= `drift-label-${number}`;
    label.removeAttribute('for');
    target.setAttribute('aria-labelledby', label.id);
  } else target.setAttribute('aria-label', words.trim() || image);
}
