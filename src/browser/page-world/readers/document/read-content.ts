import {
  attribute,
  childNodes,
  closest,
  isContentEditable,
  isElement,
  isLaidOut,
  isTag,
  labelledField,
  queryAll,
  shadowOf,
  shownText,
  tagOf,
} from '../../dom/dom.ts';
import { copyOf } from '../copy-of.ts';
import { readText } from './read-text.ts';
import { type TableRows, tableRows } from './table-rows.ts';

export type ExtractMode = 'text' | 'html' | 'value' | 'markdown' | 'attribute' | 'url' | 'table';

const ADDRESS_ATTRIBUTES = ['href', 'src', 'data', 'action', 'formaction', 'cite'];

/** The content of an element. `refused`: why it was not read. */
export interface Content {
  count: number;
  visible: number;
  text?: string;
  /** With mode table. */
  table?: TableRows;
  refused?: string;
}

/** Reads the only match of a selector, or the only visible one. The value of a password field never leaves the page. */
export function readContent(
  elements: Element[],
  { mode, attribute: name = '' }: { mode: ExtractMode; attribute?: string | undefined },
): Content {
  const visible = elements.filter((one) => isLaidOut(one, { visibilityProperty: true }));
  const element = elements.length === 1 ? elements[0] : visible.length === 1 ? visible[0] : undefined;
  const content: Content = { count: elements.length, visible: visible.length };
  if (element === undefined) return content;
  if (mode === 'html' || mode === 'markdown') return { ...content, text: copyOf(element, mode === 'markdown') };
  if (mode === 'value') return { ...content, ...fieldValue(element) };
  if (mode === 'attribute') return { ...content, ...attributeValue(element, name) };
  if (mode === 'url') return { ...content, ...addressOf(element) };
  if (mode === 'table') {
    const table = tableRows(element);
    return table === undefined
      ? { ...content, refused: `neither it nor anything in it is the only table` }
      : { ...content, text: '', table };
  }
  const own = readText(element);
  const shadow = shadowText(element);
  return { ...content, text: shadow === '' ? own : `${own}\n${shadow}` };
}

function attributeValue(element: Element, name: string): Pick<Content, 'text' | 'refused'> {
  const isPassword = isTag(element, 'input') && element.type === 'password' && name.toLowerCase() === 'value';
  const value = attribute(element, name);
  if (value === null || isPassword)
    return { refused: isPassword ? 'it is a password field' : `a <${tagOf(element)}> without it was found` };
  return { text: value };
}

/** Where a link leads, what an image, a frame or a form points to: as a whole address. */
function addressOf(element: Element): Pick<Content, 'text' | 'refused'> {
  const link = closest(element, 'a[href], area[href]');
  const [holder, name] = link === null ? [element, ADDRESS_ATTRIBUTES.find((one) => attribute(element, one) !== null)] : [link, 'href'];
  const written = name === undefined ? null : attribute(holder, name);
  if (written === null) return { refused: `a <${tagOf(element)}> has no address` };
  return { text: URL.parse(written, document.baseURI)?.href ?? written };
}

function fieldValue(element: Element): Pick<Content, 'text' | 'refused'> {
  const field = isTag(element, 'label') ? labelledField(element) : element;
  if (isTag(field, 'input')) {
    if (field.type === 'password') return { refused: 'it is a password field' };
    return { text: field.type === 'checkbox' || field.type === 'radio' ? String(field.checked) : field.value };
  }
  if (isTag(field, 'select')) return { text: [...field.selectedOptions].map((one) => one.value).join(', ') };
  if (isTag(field, 'textarea') || isTag(field, 'output')) return { text: field.value };
  if (field !== null && isContentEditable(field)) return { text: shownText(field) };
  return { refused: `a <${tagOf(element)}> has no value` };
}

/** innerText skips shadow roots. */
function shadowText(root: Element): string {
  const shadow = shadowOf(root);
  const inside = shadow === null ? [] : [...childNodes(shadow)].filter(isElement).map(readText);
  const below = queryAll(shadow ?? root, '*').filter((one) => shadowOf(one) !== null && isLaidOut(one, { visibilityProperty: true }));
  return [...inside, ...below.map(shadowText)].filter((part) => part.trim() !== '').join('\n');
}
