/**
 * Properties of nodes, read past the page's own names: `<input name="children">` in a form, or `<img name="body">`,
 * hide the real property in every world, so nothing here is read from the node itself.
 */
type Reader<T> = (node: Node) => T;

function reader<T>(prototype: object, name: string): Reader<T> {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  if (!get) throw new Error(`the browser does not support ${name}`);
  return (node) => get.call(node) as T;
}

function method<A extends unknown[], T>(prototype: object, name: string): (node: Node, ...args: A) => T {
  const call = Object.getOwnPropertyDescriptor(prototype, name)?.value as (...args: A) => T;
  return (node, ...args) => call.apply(node, args);
}

export const nodeType = reader<number>(Node.prototype, 'nodeType');
export const parentNode = reader<Node | null>(Node.prototype, 'parentNode');
export const childNodes = reader<NodeListOf<ChildNode>>(Node.prototype, 'childNodes');
export const previousSibling = reader<Node | null>(Node.prototype, 'previousSibling');
export const isConnected = reader<boolean>(Node.prototype, 'isConnected');
export const rootOf = method<[], Node>(Node.prototype, 'getRootNode');
export const comparePosition = method<[Node], number>(Node.prototype, 'compareDocumentPosition');
export const tagOf = reader<string>(Element.prototype, 'localName');
export const namespaceOf = reader<string | null>(Element.prototype, 'namespaceURI');
export const shadowOf = reader<ShadowRoot | null>(Element.prototype, 'shadowRoot');
const hostOf = reader<Element>(ShadowRoot.prototype, 'host');
export const contains = method<[Node | null], boolean>(Node.prototype, 'contains');
export const textContentOf = reader<string | null>(Node.prototype, 'textContent');
export const isLaidOut = method<[{ visibilityProperty?: boolean; opacityProperty?: boolean }?], boolean>(
  Element.prototype,
  'checkVisibility',
);
export const slotOf = reader<HTMLSlotElement | null>(Element.prototype, 'assignedSlot');
export const attribute = method<[string], string | null>(Element.prototype, 'getAttribute');
export const hasAttribute = method<[string], boolean>(Element.prototype, 'hasAttribute');
export const matches = method<[string], boolean>(Element.prototype, 'matches');
export const closest = method<[string], Element | null>(Element.prototype, 'closest');
export const rectOf = method<[], DOMRect>(Element.prototype, 'getBoundingClientRect');
export const scrollOf: { left: Reader<number>; top: Reader<number>; width: Reader<number>; height: Reader<number> } = {
  left: reader(Element.prototype, 'scrollLeft'),
  top: reader(Element.prototype, 'scrollTop'),
  width: reader(Element.prototype, 'scrollWidth'),
  height: reader(Element.prototype, 'scrollHeight'),
};
export const clientOf: { width: Reader<number>; height: Reader<number> } = {
  width: reader(Element.prototype, 'clientWidth'),
  height: reader(Element.prototype, 'clientHeight'),
};
export const scrollIntoView = method<[ScrollIntoViewOptions], void>(Element.prototype, 'scrollIntoView');
export const focus = method<[], void>(HTMLElement.prototype, 'focus');
export const scrollElementTo = method<[ScrollToOptions], void>(Element.prototype, 'scrollTo');
const innerTextOf = reader<string>(HTMLElement.prototype, 'innerText');
const inertOf = reader<boolean>(HTMLElement.prototype, 'inert');
const editableOf = reader<boolean>(HTMLElement.prototype, 'isContentEditable');
const styleOf = reader<CSSStyleDeclaration>(HTMLElement.prototype, 'style');
const assignedTo = method<[], Node[]>(HTMLSlotElement.prototype, 'assignedNodes');
const labelled = reader<HTMLElement | null>(HTMLLabelElement.prototype, 'control');
/** By tag name; each property exists on one interface only. */
const LABELLED_BY: Record<string, Reader<NodeListOf<HTMLLabelElement> | null>> = {
  button: reader(HTMLButtonElement.prototype, 'labels'),
  input: reader(HTMLInputElement.prototype, 'labels'),
  meter: reader(HTMLMeterElement.prototype, 'labels'),
  output: reader(HTMLOutputElement.prototype, 'labels'),
  progress: reader(HTMLProgressElement.prototype, 'labels'),
  select: reader(HTMLSelectElement.prototype, 'labels'),
  textarea: reader(HTMLTextAreaElement.prototype, 'labels'),
};
const FORM_OF: Record<string, Reader<HTMLFormElement | null>> = {
  button: reader(HTMLButtonElement.prototype, 'form'),
  fieldset: reader(HTMLFieldSetElement.prototype, 'form'),
  input: reader(HTMLInputElement.prototype, 'form'),
  label: reader(HTMLLabelElement.prototype, 'form'),
  output: reader(HTMLOutputElement.prototype, 'form'),
  select: reader(HTMLSelectElement.prototype, 'form'),
  textarea: reader(HTMLTextAreaElement.prototype, 'form'),
};
const elementQuery = method<[string], NodeListOf<Element>>(Element.prototype, 'querySelectorAll');
const documentQuery = method<[string], NodeListOf<Element>>(Document.prototype, 'querySelectorAll');
const fragmentQuery = method<[string], NodeListOf<Element>>(DocumentFragment.prototype, 'querySelectorAll');
const documentById = method<[string], Element | null>(Document.prototype, 'getElementById');
const fragmentById = method<[string], Element | null>(DocumentFragment.prototype, 'getElementById');
const documentStack = method<[number, number], Element[]>(Document.prototype, 'elementsFromPoint');
const shadowStack = method<[number, number], Element[]>(ShadowRoot.prototype, 'elementsFromPoint');
const documentTop = method<[number, number], Element | null>(Document.prototype, 'elementFromPoint');
const shadowTop = method<[number, number], Element | null>(ShadowRoot.prototype, 'elementFromPoint');
const documentActive = reader<Element | null>(Document.prototype, 'activeElement');
const shadowActive = reader<Element | null>(ShadowRoot.prototype, 'activeElement');
const bodyOf = reader<HTMLElement | null>(Document.prototype, 'body');
const rootElementOf = reader<HTMLElement>(Document.prototype, 'documentElement');
const titleOf = reader<string>(Document.prototype, 'title');
const readyStateOf = reader<DocumentReadyState>(Document.prototype, 'readyState');
const scrollerOf = reader<Element | null>(Document.prototype, 'scrollingElement');
const sheetsOf = reader<StyleSheetList>(Document.prototype, 'styleSheets');
const shadowSheetsOf = reader<StyleSheetList>(ShadowRoot.prototype, 'styleSheets');
const implementationOf = reader<DOMImplementation>(Document.prototype, 'implementation');
const newRange = method<[], Range>(Document.prototype, 'createRange');
const newElement = method<[string], HTMLElement>(Document.prototype, 'createElement');

const HTML = 'http://www.w3.org/1999/xhtml';

export const body = (): HTMLElement | null => bodyOf(document);
export const rootElement = (): HTMLElement => rootElementOf(document);
export const documentTitle = (): string => titleOf(document);
export const readyState = (): DocumentReadyState => readyStateOf(document);
export const scrollingElement = (): Element => scrollerOf(document) ?? rootElement();
/** A document in which nothing loads or runs. */
export const inertDocument = (): Document => implementationOf(document).createHTMLDocument('');
export const createRange = (): Range => newRange(document);
/** An element that is never attached, so the page cannot reach it. */
export const createElement = (tag: string): HTMLElement => newElement(document, tag);

const importNode = method<[Node, boolean], Node>(Document.prototype, 'importNode');
/** A copy without its children, for a document in which nothing runs. */
export const importInto = (inert: Document, node: Node): Node => importNode(inert, node, false);
export const newSpan = (inert: Document): HTMLElement => newElement(inert, 'span');
export const appendChild = method<[Node], Node>(Node.prototype, 'appendChild');
export const setAttribute = method<[string, string], void>(Element.prototype, 'setAttribute');
export const removeAttribute = method<[string], void>(Element.prototype, 'removeAttribute');
export const outerHtml = reader<string>(Element.prototype, 'outerHTML');

export const isElement = (node: Node | null): node is Element => node !== null && nodeType(node) === 1;
export const isHtml = (node: Node | null): node is HTMLElement => isElement(node) && namespaceOf(node) === HTML;
export const isText = (node: Node): node is Text => nodeType(node) === 3;

export function queryAll(root: Node, selector: string): Element[] {
  const type = nodeType(root);
  return [...(type === 1 ? elementQuery(root, selector) : type === 9 ? documentQuery(root, selector) : fragmentQuery(root, selector))];
}

/** The rendered text; all text of an element that is not HTML. */
export const shownText = (element: Element): string => (isHtml(element) ? innerTextOf(element) : textContentOf(element)) ?? '';
export const isInert = (node: Node): boolean => isHtml(node) && inertOf(node);
export const isContentEditable = (element: Element): boolean => isHtml(element) && editableOf(element);
export const inlineStyle = (element: Element): CSSStyleDeclaration | undefined => (isHtml(element) ? styleOf(element) : undefined);
export const assignedNodes = (slot: Element): Node[] => (tagOf(slot) === 'slot' && isHtml(slot) ? assignedTo(slot) : []);
export const isTag = <Tag extends keyof HTMLElementTagNameMap>(node: Node | null, tag: Tag): node is HTMLElementTagNameMap[Tag] =>
  isHtml(node) && tagOf(node) === tag;
/** Whether the server of a frame has not answered yet: until then, it has the empty document with which it was created. */
export const isAwaitedFrame = (frame: Element): boolean =>
  isTag(frame, 'iframe') && /^https?:/.test(frame.src) && frame.contentDocument?.URL === 'about:blank';
/** The field of a label. */
export const labelledField = (element: Element): HTMLElement | null => (isTag(element, 'label') ? labelled(element) : null);
export const labelsOf = (element: Element): HTMLLabelElement[] => [...((isHtml(element) && LABELLED_BY[tagOf(element)]?.(element)) || [])];
/** The form of a field, including one set by its `form` attribute. */
export const formOf = (element: Element): HTMLFormElement | null => (isHtml(element) && FORM_OF[tagOf(element)]?.(element)) || null;

/** The style sheets of a document or shadow root, without those that scripts adopt. */
export function styleSheetsOf(root: Node): CSSStyleSheet[] {
  const type = nodeType(root);
  return type === 9 ? [...sheetsOf(root)] : type === 11 && 'host' in root ? [...shadowSheetsOf(root)] : [];
}

/** Finds an element by id in the tree of `near`. */
export function byId(near: Node, id: string): Element | null {
  const root = rootOf(near);
  const type = nodeType(root);
  return type === 9 ? documentById(root, id) : type === 11 ? fragmentById(root, id) : null;
}

/** The topmost element at a point of the viewport, including open shadow roots. */
export function topAt(x: number, y: number): Element | null {
  let top = documentTop(document, x, y);
  for (let shadow = top && shadowOf(top); shadow; shadow = top && shadowOf(top)) {
    const inner = shadowTop(shadow, x, y);
    if (!inner || inner === top || rootOf(inner) !== shadow) break;
    top = inner;
  }
  return top;
}

/** The elements at a point of the viewport, topmost first, including open shadow roots. */
export function stackAt(x: number, y: number): Element[] {
  const found: Element[] = [];
  const seen = new Set<Element>();
  const collect = (root: Node, stack: Element[]) => {
    for (const element of stack) {
      if (seen.has(element) || rootOf(element) !== root) continue;
      seen.add(element);
      const shadow = shadowOf(element);
      if (shadow) collect(shadow, shadowStack(shadow, x, y));
      found.push(element);
    }
  };
  collect(document, documentStack(document, x, y));
  return found;
}

export function focused(): Element | null {
  let active = documentActive(document);
  for (let shadow = active && shadowOf(active); shadow; shadow = active && shadowOf(active)) {
    const inner = shadowActive(shadow);
    if (!inner) break;
    active = inner;
  }
  return active;
}

/** The rendered children: those of the shadow root, or the nodes assigned to a slot. */
export function drawnChildren(element: Element): Iterable<Node> {
  const shadow = shadowOf(element);
  if (shadow) return childNodes(shadow);
  if (tagOf(element) === 'slot' && nodeType(rootOf(element)) === 11) {
    const assigned = assignedNodes(element);
    if (assigned.length > 0) return assigned;
  }
  return childNodes(element);
}

export const elementChildren = (element: Element): Element[] => [...childNodes(element)].filter(isElement);

/** The parent node; for a shadow root, its host. */
export function treeParent(node: Node): Node | null {
  return parentNode(node) ?? (nodeType(node) === 11 && 'host' in node ? hostOf(node) : null);
}

/** The element in which a node is rendered. */
export function drawnParent(node: Node): Element | null {
  const slot = isElement(node) ? slotOf(node) : null;
  if (slot) return slot;
  const parent = parentNode(node);
  if (parent === null) return null;
  if (isElement(parent)) return parent;
  return nodeType(parent) === 11 && 'host' in parent ? hostOf(parent) : null;
}

export function isDrawnInside(node: Node, ancestor: Element): boolean {
  for (let at: Node | null = node; at; at = drawnParent(at)) if (at === ancestor) return true;
  return false;
}
