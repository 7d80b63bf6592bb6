import {
  appendChild,
  assignedNodes,
  childNodes,
  importInto,
  inertDocument,
  isElement,
  isLaidOut,
  isTag,
  isText,
  newSpan,
  nodeType,
  outerHtml,
  removeAttribute,
  rootOf,
  setAttribute,
  shadowOf,
  tagOf,
} from '../dom/dom.ts';

const SKIPPED = new Set(['script', 'style', 'noscript', 'template', 'link', 'meta', 'iframe', 'object', 'canvas', 'svg']);

/**
 * The HTML of an element, without the values of password fields. `seen`: only visible content, with open shadow roots
 * and slots in place and absolute links. Works on a copy in an inert document.
 */
export function copyOf(element: Element, seen: boolean): string {
  const inert = inertDocument();
  const append = (parent: Node, child: Node | undefined) => {
    if (child !== undefined) appendChild(parent, child);
  };
  const copy = (node: Node): Node | undefined => {
    if (isText(node)) return importInto(inert, node);
    if (!isElement(node) || (seen && isLeftOut(node))) return undefined;
    if (seen && isTag(node, 'slot') && nodeType(rootOf(node)) === 11) {
      const assigned = assignedNodes(node);
      const part = newSpan(inert);
      for (const child of assigned.length > 0 ? assigned : childNodes(node)) append(part, copy(child));
      return part;
    }
    const result = importInto(inert, node);
    if (isTag(node, 'input') && node.type === 'password') removeAttribute(result, 'value');
    if (seen && isTag(node, 'a') && node.href !== '') setAttribute(result, 'href', node.href);
    if (seen && isTag(node, 'img')) setAttribute(result, 'src', node.src.startsWith('data:') ? '' : node.src);
    const shadow = seen ? shadowOf(node) : null;
    for (const child of childNodes(shadow ?? node)) append(result, copy(child));
    return result;
  };
  const result = copy(element);
  return result === undefined ? '' : outerHtml(result);
}

function isLeftOut(element: Element): boolean {
  if (SKIPPED.has(tagOf(element))) return true;
  return !isLaidOut(element, { visibilityProperty: true }) && getComputedStyle(element).display !== 'contents';
}
