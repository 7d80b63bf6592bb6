import { closest, focus, focused, isInert, labelledField, matches, queryAll, treeParent } from '../dom/dom.ts';

/**
 * Whether none of these elements can take the focus, because they are inert or outside of an open modal dialog. Typed
 * text then goes to the focused element.
 */
export function isBehindDialog(elements: Element[]): boolean {
  return elements.length > 0 && elements.every(cannotTakeFocus);
}

function cannotTakeFocus(element: Element): boolean {
  const holders = new Set<Node>();
  for (let at: Node | null = element; at; at = treeParent(at)) {
    if (isInert(at)) return true;
    holders.add(at);
  }
  const modals = queryAll(document, ':modal');
  return modals.length > 0 && !modals.some((modal) => holders.has(modal));
}

/** What can have the focus. */
export const TAKES_KEYS = 'a[href], area[href], button, input, select, textarea, summary, [tabindex], [contenteditable]';

/** Before a key is pressed on the first of these elements. `hasFocus`: it is (in) a label, which takes no keys; the label's field has the focus now. */
export function startPress(elements: Element[]): { isBehindDialog: boolean; hasFocus: boolean } {
  const [element] = elements;
  const label = element === undefined || matches(element, TAKES_KEYS) ? null : closest(element, 'label');
  const field = label && labelledField(label);
  if (isBehindDialog(elements)) return { isBehindDialog: true, hasFocus: false };
  if (field !== null) focus(field);
  return { isBehindDialog: false, hasFocus: field !== null && focused() === field };
}
