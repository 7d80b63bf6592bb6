import {
  childNodes,
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

export type ExtractMode = 'text' | 'html' | 'value' | 'markdown';

/** The content of an element. `refused`: why it was not read. */
export interface Content {
  count: number;
  visible: number;
  text?: string;
  refused?: string;
}

/** Reads the only match of a selector, or the only visible one. The value of a password field never leaves the page. */
export function readContent(elements: Element[], mode: ExtractMode): Content {
  const visible = elements.filter((one) => isLaidOut(one, { visibilityProperty: true }));
  const element = elements.length === 1 ? elements[0] : visible.length === 1 ? visible[0] : undefined;
  const content: Content = { count: elements.length, visible: visible.length };
  if (element === undefined) return content;
  if (mode === 'html' || mode === 'markdown') return { ...content, text: copyOf(element, mode === 'markdown') };
  if (mode === 'value') return { ...content, ...fieldValue(element) };
  const own = shownText(element);
  const shadow = shadowText(element);
  return { ...content, text: shadow === '' ? own : `${own}\n${shadow}` };
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
  const inside = shadow === null ? [] : [...childNodes(shadow)].filter(isElement).map(shownText);
  const below = queryAll(shadow ?? root, '*').filter((one) => shadowOf(one) !== null && isLaidOut(one, { visibilityProperty: true }));
  return [...inside, ...below.map(shadowText)].filter((part) => part.trim() !== '').join('\n');
}
