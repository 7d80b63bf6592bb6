import type { SelectorCandidate } from '../../../contract/index.ts';
import { oneLine } from '../dom/clean-text.ts';
import {
  attribute,
  byId,
  childNodes,
  closest,
  contains,
  hasAttribute,
  isElement,
  labelsOf,
  matches,
  nodeType,
  parentNode,
  queryAll,
  rootOf,
  tagOf,
  textContentOf,
} from '../dom/dom.ts';
import { controlRole, explicitRole, isField } from './roles.ts';

export interface Candidate {
  kind: SelectorCandidate['kind'];
  selector: string;
}

const TEST_IDS = ['data-testid', 'data-test-id', 'data-test', 'data-qa', 'data-cy'];
const MAX_TEXT_CHARS = 80;
const MAX_KEY_CHARS = 40;
const MAX_PER_KIND = 3;
/** ARIA roles of our role names, where they differ. */
const ARIA_ROLES: Record<string, string> = {
  select: 'combobox',
  password: 'textbox',
  email: 'textbox',
  tel: 'textbox',
  url: 'textbox',
  date: 'textbox',
  datetime: 'textbox',
  month: 'textbox',
  time: 'textbox',
  week: 'textbox',
  number: 'spinbutton',
  editor: 'textbox',
  file: 'button',
  color: 'textbox',
};
/** Generated for one build or page load: `:r3:`, `css-1x2y`, `ember123`, hashes, UUIDs. */
const GENERATED =
  /[:$%]|\d{3,}|^(?:css|sc|jss|ember|radix|headlessui|mui|react-select|ng|yui|ext-gen|gwt-uid)-?\w*\d|[0-9a-f]{8}|(?:^|[-_])(?=[a-z]*\d[a-z\d]*[a-z])[a-z\d]{5,}$/i;

const isStable = (name: string | null): name is string => name !== null && name !== '' && name.length <= 60 && !GENERATED.test(name);
/** Ids of one or two letters come from minifiers; field names of that length are written by people. */
const isStableId = (id: string | null): id is string => isStable(id) && id.length > 2;
const cssText = (text: string): string => `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\a ')}"`;
const textOf = (element: Element): string => oneLine(textContentOf(element) ?? '');

/** Proposes selectors for an element, best first. The caller tries them with Playwright's engines. */
export function propose(element: Element): Candidate[] {
  const tag = tagOf(element);
  const role = controlRole(element);
  const names = namesOf(element, role ?? '');
  const found: Candidate[] = [];
  const add = (kind: Candidate['kind'], selectors: string[]) => {
    for (const selector of selectors.slice(0, MAX_PER_KIND))
      if (!found.some((one) => one.selector === selector)) found.push({ kind, selector });
  };
  const roleSelectors = names.map((name) => roleSelector(element, role, name));
  add(
    'test_id',
    TEST_IDS.filter((name) => attribute(element, name)).map((name) => `[${name}=${cssText(attribute(element, name) as string)}]`),
  );
  add(
    'role',
    roleSelectors.filter((selector) => selector !== undefined),
  );
  if (role && isField(role))
    add(
      'label',
      labelTexts(element).map((label) => `internal:label=${JSON.stringify(label)}s`),
    );
  const text = textOf(element);
  if (!(role && isField(role)) && text !== '' && text.length <= MAX_TEXT_CHARS && queryAll(element, '*').length < 6)
    add('text', [`text=${JSON.stringify(text)}`, `${tag}:has-text(${cssText(text)})`]);
  add('attribute', attributeSelectors(element, tag));
  add(
    'structural',
    structuralSelectors(
      element,
      roleSelectors.find((selector) => selector !== undefined),
    ),
  );
  return found;
}

function roleSelector(element: Element, role: string | undefined, name: string): string | undefined {
  const explicit = explicitRole(element);
  const aria =
    role === undefined || role === 'clickable' || role === 'disclosure'
      ? explicit
      : matches(element, 'select[multiple]')
        ? 'listbox'
        : (ARIA_ROLES[role] ?? role);
  return aria === '' || name === '' ? undefined : `role=${aria}[name=${cssText(name)}]`;
}

/** Possible accessible names. */
function namesOf(element: Element, role: string): string[] {
  const ids = attribute(element, 'aria-labelledby')?.trim().split(/\s+/) ?? [];
  const named = oneLine(
    ids
      .map((id) => byId(element, id))
      .map((part) => (part ? textContentOf(part) : ''))
      .join(' '),
  );
  const own = isField(role) && !/^(?:checkbox|radio|switch)$/.test(role) ? '' : tagOf(element) === 'input' ? '' : textWithPictures(element);
  const value = matches(element, 'input[type=submit], input[type=button], input[type=reset]')
    ? (attribute(element, 'value') ?? (matches(element, '[type=submit]') ? 'Submit' : 'Reset'))
    : '';
  const all = [
    named,
    attribute(element, 'aria-label') ?? '',
    ...labelTexts(element),
    value,
    own,
    attribute(element, 'title') ?? '',
    attribute(element, 'placeholder') ?? '',
  ];
  return [...new Set(all.map(oneLine).filter((name) => name !== '' && name.length <= MAX_TEXT_CHARS))];
}

function textWithPictures(element: Element): string {
  const pictures = queryAll(element, 'img[alt]').map((picture) => attribute(picture, 'alt') ?? '');
  return textOf(element) || pictures.join(' ');
}

/** The texts of its labels, without the contents of fields in them. */
function labelTexts(element: Element): string[] {
  const read = (node: Node): string =>
    [...childNodes(node)]
      .map((child) =>
        isElement(child)
          ? /^(?:select|textarea|input|button)$/.test(tagOf(child))
            ? ' '
            : read(child)
          : nodeType(child) === 3
            ? (child as Text).data
            : '',
      )
      .join('');
  return labelsOf(element)
    .map((label) => oneLine(read(label)))
    .filter((label) => label !== '' && label.length <= MAX_TEXT_CHARS);
}

function attributeSelectors(element: Element, tag: string): string[] {
  const found: string[] = [];
  const id = attribute(element, 'id');
  if (isStableId(id)) found.push(`#${CSS.escape(id)}`);
  const name = attribute(element, 'name');
  const type = attribute(element, 'type');
  const value = attribute(element, 'value');
  if (isStable(name)) {
    if (/^(?:radio|checkbox|submit)$/.test(type ?? '') && value && value.length <= MAX_KEY_CHARS)
      found.push(`${tag}[name=${cssText(name)}][value=${cssText(value)}]`);
    found.push(`${tag}[name=${cssText(name)}]`);
  }
  const href = attribute(element, 'href');
  if (href && href !== '#' && href.length <= 100 && !/^javascript:/i.test(href)) found.push(`a[href=${cssText(href)}]`);
  for (const other of ['aria-label', 'placeholder', 'title', 'alt']) {
    const said = attribute(element, other);
    if (said && said.length <= MAX_TEXT_CHARS) found.push(`${tag}[${other}=${cssText(said)}]`);
  }
  if (tag === 'input' && type && /^(?:password|email|search|file|submit)$/.test(type)) found.push(`input[type=${cssText(type)}]`);
  return found;
}

function structuralSelectors(element: Element, byRole: string | undefined): string[] {
  const path = cssPath(element);
  const last =
    byRole ??
    (tagOf(element) === 'input' && attribute(element, 'type')
      ? `input[type=${cssText(attribute(element, 'type') as string)}]`
      : tagOf(element));
  const row = closest(element, 'tr, li, [role=row], [role=listitem], article, fieldset');
  const key = row && row !== element ? keyText(row) : '';
  const inRow = row && key !== '' ? [`${tagOf(row)}:has-text(${cssText(key)}) >> ${last}`] : [];
  const titled = inRow.length > 0 ? undefined : titledPart(element);
  if (titled) inRow.push(`${titled} >> ${last}`);
  return [...inRow, ...(path === '' ? [] : [path])];
}

/** The closest ancestor with a heading as a child: a card, a section. */
function titledPart(element: Element): string | undefined {
  for (let at = parentNode(element); at && isElement(at) && tagOf(at) !== 'body'; at = parentNode(at)) {
    const [heading] = queryAll(at, ':scope > h1, :scope > h2, :scope > h3, :scope > h4, :scope > h5, :scope > h6, :scope > legend');
    const text = heading ? textOf(heading) : '';
    if (heading && text !== '' && text.length <= MAX_KEY_CHARS) return `${tagOf(at)}:has(> ${tagOf(heading)}:has-text(${cssText(text)}))`;
  }
  return undefined;
}

/** Text of a row that no other row contains. */
function keyText(row: Element): string {
  const others = queryAll(rootOf(row), tagOf(row)).filter((other) => other !== row && !contains(other, row) && !contains(row, other));
  const texts = others.slice(0, 500).map((other) => textOf(other).toLowerCase());
  const own = [...childNodes(row)].filter((node) => nodeType(node) === 3).map((node) => oneLine((node as Text).data));
  const inner = queryAll(row, 'td, th, h1, h2, h3, h4, h5, h6, legend, strong, b, a, span, p, div').map(textOf);
  const parts = [...own, ...inner];
  const fits = (part: string) =>
    part.length >= 2 &&
    part.length <= MAX_KEY_CHARS &&
    /[\p{L}\p{N}].*[\p{L}\p{N}]/u.test(part) &&
    !texts.some((text) => text.includes(part.toLowerCase()));
  return parts.find(fits) ?? '';
}

/** A CSS path from the closest ancestor with a stable id, or from the root of its tree. */
function cssPath(element: Element): string {
  const steps: string[] = [];
  for (let at: Element | null = element; at && steps.length < 12; ) {
    const id = attribute(at, 'id');
    if (at !== element && isStableId(id)) {
      steps.unshift(`#${CSS.escape(id)}`);
      break;
    }
    const tag = tagOf(at);
    const parent: Node | null = parentNode(at);
    if (!parent || tag === 'html') break;
    const siblings = [...childNodes(parent)].filter((node) => isElement(node) && tagOf(node) === tag);
    const main = hasAttribute(at, 'role') && isStable(attribute(at, 'role')) ? `[role=${cssText(attribute(at, 'role') as string)}]` : '';
    steps.unshift(siblings.length > 1 ? `${CSS.escape(tag)}:nth-of-type(${siblings.indexOf(at) + 1})` : `${CSS.escape(tag)}${main}`);
    at = isElement(parent) ? parent : null;
  }
  return steps.join(' > ');
}
