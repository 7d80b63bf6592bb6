import type { Control, Inline } from '../../page-world/pass-types.ts';
import { plain, quoted } from '../page-text.ts';

/** `[e5 textbox "Email" = "a@b.c" required]` */
export function renderControl(control: Control, prefix: string): string {
  const parts = [`${prefix}e${control.n}`, control.role];
  if (control.name !== '') parts.push(quoted(control.name));
  if (control.mismatch) parts.push(`(mismatch: labelled ${quoted(control.mismatch)})`);
  if (control.of) parts.push(`of ${quoted(control.of)}`);
  if (control.value) parts.push(`= ${quoted(control.value)}`);
  if (control.filled) parts.push('= (not shown)');
  if (control.placeholder) parts.push(`hint ${quoted(control.placeholder)}`);
  parts.push(...(control.states ?? []));
  if (control.problem) parts.push(quoted(control.problem));
  if (control.href) parts.push(`-> ${plain(control.href)}`);
  if (control.options && control.options.total > 0) parts.push(renderOptions(control.options));
  return `[${parts.join(' ')}]`;
}

function renderOptions({ shown, total }: { shown: string[]; total: number }): string {
  const rest = total - shown.length;
  const list = shown.map((option) => plain(option).replaceAll('|', '/')).join(' | ');
  return `options: ${list}${rest > 0 ? ` +${rest}` : ''}`;
}

export function renderInline(item: Inline, prefix: string): string {
  if (typeof item === 'string') return plain(item);
  if (item.t === 'control') return renderControl(item, prefix);
  if (item.t === 'image') return `(image ${quoted(item.alt)})`;
  return `(canvas${item.name ? ` ${quoted(item.name)}` : ''} ${item.size})`;
}

export const renderItems = (items: Inline[], prefix: string): string => items.map((item) => renderInline(item, prefix)).join(' ');
