import { attribute, closest, drawnParent, hasAttribute, matches, namespaceOf, queryAll, shadowOf, tagOf } from '../dom/dom.ts';

const WIDGETS = new Set([
  'button',
  'link',
  'checkbox',
  'radio',
  'switch',
  'tab',
  'menuitem',
  'menuitemcheckbox',
  'menuitemradio',
  'option',
  'treeitem',
  'combobox',
  'textbox',
  'searchbox',
  'spinbutton',
  'slider',
  'scrollbar',
]);

/** Roles of the types of `<input>`; all others are textboxes. */
const INPUT_ROLES: Record<string, string> = {
  button: 'button',
  submit: 'button',
  reset: 'button',
  image: 'button',
  checkbox: 'checkbox',
  radio: 'radio',
  range: 'slider',
  number: 'number',
  search: 'searchbox',
  password: 'password',
  file: 'file',
  color: 'color',
  date: 'date',
  'datetime-local': 'datetime',
  month: 'month',
  time: 'time',
  week: 'week',
  email: 'email',
  tel: 'tel',
  url: 'url',
};

export const isField = (role: string): boolean =>
  /^(?:textbox|searchbox|combobox|select|spinbutton|number|password|file|color|date|datetime|month|time|week|email|tel|url|slider|checkbox|radio|switch|editor|listbox)$/.test(
    role,
  );

export const isEditor = (element: Element): boolean => {
  const editable = attribute(element, 'contenteditable');
  return editable !== null && editable.toLowerCase() !== 'false';
};

export function explicitRole(element: Element): string {
  const roles = attribute(element, 'role')?.trim().toLowerCase().split(/\s+/) ?? [];
  return roles[0] ?? '';
}

/** The role of an element that a person can operate; undefined for all others. */
export function controlRole(element: Element): string | undefined {
  const tag = tagOf(element);
  const role = explicitRole(element);
  switch (tag) {
    case 'input': {
      const type = attribute(element, 'type')?.toLowerCase() ?? 'text';
      if (type === 'hidden') return undefined;
      if (role === 'switch' || (role === 'combobox' && !(type in INPUT_ROLES))) return role;
      return INPUT_ROLES[type] ?? (role === 'combobox' || role === 'spinbutton' || role === 'searchbox' ? role : 'textbox');
    }
    case 'textarea':
      return role === 'combobox' ? 'combobox' : 'textbox';
    case 'select':
      return 'select';
    case 'button':
      return WIDGETS.has(role) ? role : 'button';
    case 'a':
    case 'area':
      if (hasAttribute(element, 'href') || namespaceOf(element) === 'http://www.w3.org/2000/svg') return WIDGETS.has(role) ? role : 'link';
      break;
    case 'summary': {
      const parent = drawnParent(element);
      if (parent && tagOf(parent) === 'details') return 'disclosure';
      break;
    }
    case 'video':
    case 'audio':
      return hasAttribute(element, 'controls') ? tag : undefined;
  }
  if (isEditor(element)) return 'editor';
  return WIDGETS.has(role) ? role : undefined;
}

/** Roles of elements that are targets without being operable. */
const CONTENT_ROLES: Record<string, string> = {
  option: 'option',
  summary: 'disclosure',
  img: 'img',
  table: 'table',
  form: 'form',
  dialog: 'dialog',
  li: 'listitem',
};

/** The role of any element: the one in observations, or else the one in its markup. */
export function roleOf(element: Element): string {
  const tag = tagOf(element);
  return (
    controlRole(element) ?? (explicitRole(element) || (/^h[1-6]$/.test(tag) ? 'heading' : undefined) || CONTENT_ROLES[tag] || 'generic')
  );
}

/**
 * Whether an element without a role probably handles clicks: it has an onclick attribute, a place in the tab order, or
 * is the outermost element with a pointer cursor. Listeners are not visible from the isolated world.
 */
export function isClickable(element: Element, style: CSSStyleDeclaration, parentCursor: string): boolean {
  const tag = tagOf(element);
  if (tag === 'html' || tag === 'body' || tag === 'option' || tag === 'dialog') return false;
  if (hasAttribute(element, 'onclick') || hasAttribute(element, 'ondblclick') || hasAttribute(element, 'onmousedown')) return true;
  if (tag === 'label') return false;
  if (style.cursor === 'pointer' && parentCursor !== 'pointer') return true;
  const tabindex = attribute(element, 'tabindex');
  return tabindex !== null && Number(tabindex) >= 0 && !isRegion(element) && !isScroller(style);
}

const REGIONS =
  'dialog, main, section, article, nav, form, table, ul, ol, pre, h1, h2, h3, h4, h5, h6, [role=dialog], [role=tabpanel], [role=grid], [role=listbox], [role=menu], [role=tree], [role=toolbar], [role=region], [role=alert], [role=tablist], [role=radiogroup], [role=group]';
const isRegion = (element: Element): boolean => matches(element, REGIONS);
const isScroller = (style: CSSStyleDeclaration): boolean => /auto|scroll/.test(style.overflowX + style.overflowY);

const NESTED =
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable], [role=button], [role=link], [role=checkbox], [role=switch], [role=menuitem], [role=combobox], [role=textbox], iframe';

/** Whether it contains other controls. */
export function holdsControls(element: Element): boolean {
  return queryAll(shadowOf(element) ?? element, NESTED).length > 0;
}

const GROUP_ROLES: Record<string, string> = {
  nav: 'nav',
  aside: 'aside',
  form: 'form',
  fieldset: 'group',
  dialog: 'dialog',
  main: 'main',
  search: 'search',
  ul: 'list',
  ol: 'list',
  menu: 'list',
  li: 'item',
};
const ARIA_GROUPS: Record<string, string> = {
  navigation: 'nav',
  complementary: 'aside',
  form: 'form',
  group: 'group',
  radiogroup: 'group',
  dialog: 'dialog',
  alertdialog: 'alertdialog',
  search: 'search',
  list: 'list',
  feed: 'list',
  listbox: 'listbox',
  menu: 'menu',
  menubar: 'menu',
  tree: 'tree',
  tablist: 'tabs',
  tabpanel: 'panel',
  toolbar: 'toolbar',
  region: 'region',
  listitem: 'item',
  article: 'region',
  alert: 'alert',
  status: 'status',
  main: 'main',
  log: 'status',
};

/** The role of an element that groups its contents; undefined for all others. */
export function groupRole(element: Element): string | undefined {
  const role = explicitRole(element);
  if (role) return ARIA_GROUPS[role];
  const tag = tagOf(element);
  if (tag === 'section' || tag === 'article') return 'region';
  if (tag === 'li' && !closest(element, 'ul, ol, menu, [role=list]')) return undefined;
  return GROUP_ROLES[tag];
}
