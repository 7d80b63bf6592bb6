import { oneLine } from '../dom/clean-text.ts';
import { attribute, closest, tagOf, textContentOf } from '../dom/dom.ts';
import { controlRole, explicitRole, isField } from './roles.ts';

const TEXT_LENGTH = 60;

const start = (node: Element): string => oneLine((textContentOf(node) ?? '').slice(0, 4 * TEXT_LENGTH)).slice(0, TEXT_LENGTH);

/**
 * What an element is, in words that change when it becomes another: pages reuse the element of one row for the next. Counters may count
 * (unread messages, seconds left), but not in rows, whose numbers are names.
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
