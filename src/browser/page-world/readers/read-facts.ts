/** What the click guard and the log need to know about an element. */
export interface ElementDescription {
  tag: string;
  role: string;
  /** Accessible name, at most 200 characters. */
  name: string;
  /** Visible text, at most 200 characters. */
  text: string;
  /** Resolved URL of a link (or of the link around the element). */
  href?: string;
  /** `type` of an input or button. */
  type?: string;
  inForm: boolean;
  /** Inside an open dialog, where a bare "Cancel" only closes it. */
  inDialog: boolean;
}

export interface ElementFacts {
  total: number;
  /** Matches that a person could see. */
  visible: number;
  /** The first visible match; else the first one. */
  first?: ElementDescription;
  /** Why that one may not be operable. */
  state?: { disabled: boolean; editable: boolean; coveredBy?: string };
}

/** Runs in the page (see evaluateAll): what these elements are, and what stands in the way of using the first one a person could see. */
export function readFacts(elements: Element[], wanted: { cover: boolean }): ElementFacts {
  const shown = (element: Element): string => (element as HTMLElement).innerText ?? element.textContent ?? '';
  const cut = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim().slice(0, 200);
  const isVisible = (element: Element): boolean => {
    // A hidden file field is operable: pages hide it behind a styled label.
    if (element instanceof HTMLInputElement && element.type === 'file') return true;
    const style = getComputedStyle(element);
    if (style.display === 'contents') return [...element.children].some(isVisible) || cut(element.textContent) !== '';
    if (style.visibility !== 'visible' || !element.checkVisibility({ visibilityProperty: true })) return false;
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0;
  };
  const inputRoles: Record<string, string> = {
    button: 'button',
    submit: 'button',
    reset: 'button',
    image: 'button',
    checkbox: 'checkbox',
    radio: 'radio',
    range: 'slider',
    number: 'spinbutton',
    search: 'searchbox',
  };
  const tagRoles: Record<string, string> = {
    button: 'button',
    select: 'combobox',
    textarea: 'textbox',
    option: 'option',
    summary: 'button',
    img: 'img',
    table: 'table',
    form: 'form',
    dialog: 'dialog',
    li: 'listitem',
  };
  const roleOf = (element: Element): string => {
    const explicit = element.getAttribute('role')?.trim().split(/\s+/)[0];
    if (explicit) return explicit;
    if (element instanceof HTMLInputElement) return inputRoles[element.type] ?? 'textbox';
    if (element.localName === 'a' || element.localName === 'area') return element.hasAttribute('href') ? 'link' : 'generic';
    return /^h[1-6]$/.test(element.localName) ? 'heading' : (tagRoles[element.localName] ?? 'generic');
  };
  const nameOf = (element: Element): string => {
    const root = element.getRootNode() as Document | ShadowRoot;
    const referenced = (element.getAttribute('aria-labelledby') ?? '')
      .split(/\s+/)
      .map((id) => (id === '' ? '' : cut(root.getElementById(id)?.textContent)))
      .join(' ')
      .trim();
    if (referenced !== '') return cut(referenced);
    const label = cut(element.getAttribute('aria-label'));
    if (label !== '') return label;
    if (element instanceof HTMLInputElement && ['button', 'submit', 'reset'].includes(element.type)) {
      return cut(element.value || (element.type === 'submit' ? 'Submit' : element.type === 'reset' ? 'Reset' : ''));
    }
    const labels = 'labels' in element ? (element.labels as NodeListOf<Element> | null) : null;
    const labelled = cut([...(labels ?? [])].map((one) => one.textContent).join(' '));
    if (labelled !== '') return labelled;
    const inner = cut(shown(element));
    const images = [...element.querySelectorAll('img[alt], svg title, [aria-label]')];
    const pictured = cut(images.map((one) => one.getAttribute('aria-label') ?? one.getAttribute('alt') ?? one.textContent).join(' '));
    return (
      inner ||
      cut(element.getAttribute('alt')) ||
      pictured ||
      cut(element.getAttribute('title')) ||
      cut(element.getAttribute('placeholder'))
    );
  };
  const describe = (element: Element): string => {
    const id = element.id === '' ? '' : `#${element.id}`;
    const own = element.classList[0];
    const text = cut(shown(element)).slice(0, 40);
    return `<${element.localName}${id}${id === '' && own !== undefined ? `.${own}` : ''}>${text === '' ? '' : ` "${text}"`}`;
  };
  const coverOf = (element: Element): { coveredBy?: string } => {
    const box = element.getBoundingClientRect();
    const x = box.left + box.width / 2;
    const y = box.top + box.height / 2;
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return {};
    const deepest = (root: Document | ShadowRoot): Element | null => {
      const found = root.elementFromPoint(x, y);
      const inner = found?.shadowRoot;
      return inner == null ? found : (deepest(inner) ?? found);
    };
    const top = deepest(document);
    for (let node: Node | null = top; node !== null; node = node.parentNode ?? (node instanceof ShadowRoot ? node.host : null)) {
      if (node === element) return {};
    }
    return top === null || top.contains(element) ? {} : { coveredBy: describe(top) };
  };
  const visible = elements.filter(isVisible);
  const element = visible[0] ?? elements[0];
  if (element === undefined) return { total: 0, visible: 0 };
  const type = element.getAttribute('type');
  const link = element.closest('a[href], area[href]');
  const href = link instanceof HTMLAnchorElement || link instanceof HTMLAreaElement ? link.href : undefined;
  const field = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
  return {
    total: elements.length,
    visible: visible.length,
    first: {
      tag: element.localName,
      role: roleOf(element),
      name: nameOf(element),
      text: cut(shown(element)),
      ...(href !== undefined && { href }),
      ...(type !== null && { type: type.toLowerCase() }),
      inDialog: element.closest('dialog[open], [role="dialog"], [role="alertdialog"]') !== null,
      inForm: element.closest('form') !== null || ('form' in element && element.form !== null),
    },
    state: {
      disabled: element.matches(':disabled') || element.closest('[aria-disabled="true"]') !== null,
      editable: field ? !element.readOnly : (element as HTMLElement).isContentEditable || element.localName === 'select',
      ...(wanted.cover && coverOf(element)),
    },
  };
}
