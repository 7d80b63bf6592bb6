import { closest, formOf, isContentEditable, isLaidOut, isTag, labelledField, queryAll, rootOf, shownText } from '../dom/dom.ts';
import { type Comparison, isEntered } from './is-entered.ts';

/** More boxes than a long code has. */
const MAX_BOXES = 20;

/** The field that typing into one of these elements fills, as Playwright finds it: through a label too. */
export function fieldOf(elements: readonly Element[]): Element | undefined {
  const element = elements.find((one) => isLaidOut(one, { visibilityProperty: true })) ?? elements[0];
  if (element === undefined || isField(element)) return element;
  const label = closest(element, 'label');
  return (label && labelledField(label)) ?? element;
}

const isField = (element: Element): boolean => isTag(element, 'input') || isTag(element, 'textarea') || isContentEditable(element);

export const isPassword = (field: Element): boolean => isTag(field, 'input') && field.type === 'password';

export function fieldText(field: Element): string {
  if (isTag(field, 'input') || isTag(field, 'textarea') || isTag(field, 'select')) return field.value;
  return shownText(field);
}

/**
 * Whether a text is in a field, or in the boxes that begin with it. What the field has added itself and selected, as a
 * completion that goes with the next key, does not count.
 */
export function holds(field: Element, text: string, comparison: Comparison): boolean {
  const value = fieldText(field);
  if (isEntered(text, value, comparison)) return true;
  if (!isTag(field, 'input')) return false;
  const { selectionStart, selectionEnd } = field;
  const isCompleted = selectionStart !== null && selectionStart > 0 && selectionStart < value.length && selectionEnd === value.length;
  if (isCompleted && isEntered(text, value.slice(0, selectionStart), comparison)) return true;
  return value !== '' && value.length < text.length && isEntered(text, inBoxes(field, text.length), comparison);
}

/** The text of the boxes that follow each other from this one: alike, and each for a few characters. */
function inBoxes(field: HTMLInputElement, length: number): string {
  const all = queryAll(formOf(field) ?? rootOf(field), 'input').filter((one) => isTag(one, 'input') && isAlike(one, field));
  const from = all.indexOf(field);
  let text = '';
  for (const box of all.slice(from, from + MAX_BOXES)) {
    if (text.length >= length) break;
    text += fieldText(box);
  }
  return text;
}

const isAlike = (one: HTMLInputElement, field: HTMLInputElement): boolean =>
  one === field || (one.type === field.type && one.maxLength === field.maxLength && one.size === field.size && isLaidOut(one));
