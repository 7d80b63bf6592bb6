import { contains, isInert as hasInert, queryAll, treeParent } from '../dom/dom.ts';
import { clickInterceptor, isOperable } from '../sight/operable.ts';
import { View } from '../sight/view.ts';
import { isBehindDialog } from './start-press.ts';

/** Whether a person sees the element, and neither a dialog nor anything else is in front of it. */
export function isInReach(element: Element): boolean {
  if (isBehindDialog([element]) || clickInterceptor(element) !== undefined) return false;
  if (new View([255, 255, 255]).box(element) === undefined || getComputedStyle(element).pointerEvents === 'none') return false;
  return queryAll(document, '[aria-modal="true"]').every((dialog) => !isOperable(dialog) || contains(dialog, element));
}

/** Whether the element, or one around it, takes neither clicks nor the focus. */
export function isInert(element: Element): boolean {
  for (let at: Node | null = element; at !== null; at = treeParent(at)) if (hasInert(at)) return true;
  return false;
}
