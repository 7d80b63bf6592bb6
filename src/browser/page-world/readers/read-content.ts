import type { ActionResult } from '../../perform/action-result.ts';

export type ExtractMode = 'text' | 'html' | 'value' | 'markdown';

/** What was read in the page. `refused`: why there is nothing to give. */
export interface Content {
  count: number;
  visible: number;
  text?: string;
  refused?: string;
}

/**
 * Runs in the page (see evaluateAll), on the elements that a selector matches. Reads the only match, or the only visible one.
 * What a password field holds never leaves the page. `html` for markdown is made of what a person sees: hidden parts are left out, open shadow roots and
 * their slots are put in their places, links are absolute.
 */
export function readContent(elements: Element[], mode: ExtractMode): Content {
  const seenText = (node: Element): string => (node as HTMLElement).innerText ?? node.textContent ?? '';
  const isShown = (element: Element) => element.checkVisibility({ visibilityProperty: true });
  const visible = elements.filter(isShown);
  const element = elements.length === 1 ? elements[0] : visible.length === 1 ? visible[0] : undefined;
  const content: Content = { count: elements.length, visible: visible.length };
  if (element === undefined) return content;

  const inert = document.implementation.createHTMLDocument('');
  const SKIPPED = new Set(['script', 'style', 'noscript', 'template', 'link', 'meta', 'iframe', 'object', 'canvas', 'svg']);

  /** A copy that runs nothing and holds no password. `seen`: only what a person sees. */
  const copy = (node: Node, seen: boolean): Node | undefined => {
    if (node.nodeType === Node.TEXT_NODE) return inert.importNode(node, false);
    if (!(node instanceof Element)) return undefined;
    if (seen && (SKIPPED.has(node.localName) || (!isShown(node) && getComputedStyle(node).display !== 'contents'))) return undefined;
    if (seen && node instanceof HTMLSlotElement && node.getRootNode() instanceof ShadowRoot) {
      const assigned = node.assignedNodes();
      const part = inert.createElement('span');
      for (const child of assigned.length > 0 ? assigned : node.childNodes) append(part, copy(child, seen));
      return part;
    }
    const result = inert.importNode(node, false);
    if (node instanceof HTMLInputElement && node.type === 'password') result.removeAttribute('value');
    if (seen && node instanceof HTMLAnchorElement && node.href !== '') result.setAttribute('href', node.href);
    if (seen && node instanceof HTMLImageElement) result.setAttribute('src', node.src.startsWith('data:') ? '' : node.src);
    const children = seen && node.shadowRoot !== null ? node.shadowRoot.childNodes : node.childNodes;
    for (const child of children) append(result, copy(child, seen));
    return result;
  };
  const append = (parent: Element, child: Node | undefined) => {
    if (child !== undefined) parent.appendChild(child);
  };
  const outer = (seen: boolean) => {
    const result = copy(element, seen);
    return result instanceof Element ? result.outerHTML : '';
  };

  if (mode === 'html') return { ...content, text: outer(false) };
  if (mode === 'markdown') return { ...content, text: outer(true) };
  if (mode === 'value') {
    const field = element instanceof HTMLLabelElement ? element.control : element;
    if (field instanceof HTMLInputElement) {
      if (field.type === 'password') return { ...content, refused: 'it is a password field' };
      return { ...content, text: field.type === 'checkbox' || field.type === 'radio' ? String(field.checked) : field.value };
    }
    if (field instanceof HTMLSelectElement) return { ...content, text: [...field.selectedOptions].map((one) => one.value).join(', ') };
    if (field instanceof HTMLTextAreaElement || field instanceof HTMLOutputElement) return { ...content, text: field.value };
    if (field instanceof HTMLElement && field.isContentEditable) return { ...content, text: seenText(field) };
    return { ...content, refused: `a <${element.localName}> has no value` };
  }
  /** innerText leaves shadow roots out. */
  const shadowText = (root: Element): string => {
    const inside = root.shadowRoot === null ? [] : [...root.shadowRoot.children].map((child) => seenText(child));
    const below = [...(root.shadowRoot ?? root).querySelectorAll('*')].filter((one) => one.shadowRoot !== null && isShown(one));
    return [...inside, ...below.map(shadowText)].filter((part) => part.trim() !== '').join('\n');
  };
  const own = seenText(element);
  const shadow = shadowText(element);
  return { ...content, text: shadow === '' ? own : `${own}\n${shadow}` };
}

/** What an extract gives back, tidied: no blank lines in rows, no blanks at the ends. */
export function tidyText(text: string): string {
  return text
    .replace(/\u00a0/g, ' ')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Keeps what one extract may hold. */
export function withinLimit(text: string, maxChars: number): Pick<ActionResult, 'text' | 'output'> {
  if (text.length <= maxChars) return { text: `Extracted ${text.length} characters.`, output: text };
  return { text: `Extracted the first ${maxChars} of ${text.length} characters.`, output: text.slice(0, maxChars) };
}
