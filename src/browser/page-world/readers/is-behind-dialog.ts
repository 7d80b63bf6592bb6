import { isInert, queryAll, treeParent } from '../dom/dom.ts';

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
