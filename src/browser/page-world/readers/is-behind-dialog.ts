import { isInert, queryAll, treeParent } from '../dom/dom.ts';

/**
 * Whether none of these elements can take the focus, because the page made them inert or a modal dialog is open that does not hold them. What is
 * typed then goes to whatever has the focus.
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
