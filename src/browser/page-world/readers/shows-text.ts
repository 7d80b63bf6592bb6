import { body, childNodes, isElement, isLaidOut, queryAll, shadowOf, shownText } from '../dom/dom.ts';

/** Whether the document shows a text, including open shadow roots. Ignores case and white space. */
export function showsText(_: Element[], wanted: string): boolean {
  const needle = fold(wanted);
  const flow = body();
  return (flow !== null && fold(shownText(flow)).includes(needle)) || isInShadows(document, needle);
}

const fold = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();

function isInShadows(root: Node, needle: string): boolean {
  return queryAll(root, '*').some((element) => {
    const inner = shadowOf(element);
    if (inner === null || !isLaidOut(element)) return false;
    const text = [...childNodes(inner)].filter(isElement).map(shownText).join(' ');
    return fold(text).includes(needle) || isInShadows(inner, needle);
  });
}
