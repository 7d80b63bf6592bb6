import { oneLine } from '../dom/clean-text.ts';
import { attribute, closest, tagOf, textContentOf } from '../dom/dom.ts';
import { controlRole, explicitRole, isField } from './roles.ts';

const MAX_TEXT_CHARS = 60;

const start = (node: Element): string => oneLine((textContentOf(node) ?? '').slice(0, 4 * MAX_TEXT_CHARS)).slice(0, MAX_TEXT_CHARS);

/**
 * Describes an element so that the description changes when a page reuses the element for other content, such as the
 * next row. Digits are ignored, since counters change (unread messages, seconds left), but not in rows, where numbers
 * identify things.
 */
export function fingerprint(element: Element): string {
  const role = controlRole(element) ?? 'clickable';
  const own = isField(role)
    ? `${attribute(element, 'name') ?? ''} ${attribute(element, 'id') ?? ''}`.trim()
    : `${attribute(element, 'value') ?? ''}${start(element)}`;
  const label = attribute(element, 'aria-label');
  const words = `${role} "${label ? `${label} / ` : ''}${own}"`;
  const row = closest(element, 'tr, [role=row], li, [role=listitem]');
  return row && row !== element && tagOf(row) !== 'body' && explicitRole(row) !== 'presentation'
    ? `${words} in "${start(row)}"`
    : words.replace(/\d+/g, '0');
}
