/**
 * Runs in the page (see evaluateAll): whether none of these elements can take the focus, because the page made them inert or a modal dialog is
 * open that does not hold them. What is typed then goes to whatever has the focus.
 */
export function isBehindDialog(elements: Element[]): boolean {
  const isInert = (element: Element): boolean => {
    const holders: Node[] = [];
    for (let node: Node | null = element; node !== null; node = node.parentNode ?? (node instanceof ShadowRoot ? node.host : null)) {
      if (node instanceof HTMLElement && node.inert) return true;
      holders.push(node);
    }
    const modals = [...element.ownerDocument.querySelectorAll(':modal')];
    return modals.length > 0 && !modals.some((modal) => holders.includes(modal));
  };
  return elements.length > 0 && elements.every(isInert);
}
