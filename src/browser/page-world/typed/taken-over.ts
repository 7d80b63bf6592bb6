import { closest, drawnParent, isLaidOut, isTag, matches, queryAll, textContentOf } from '../dom/dom.ts';

const LEVELS = 3;
const MAX_ELEMENTS = 200;
const MAX_CHARS = 200;
const NOT_A_CHIP = 'option, label, legend, button, th, datalist *';
const CLOSES = /[×✕✖⨯]/gu;

/**
 * Whether an emptied field has given its text to what stands beside it, as a field for tags does: a small element, or a
 * hidden field, with exactly this text.
 */
export function isTakenOver(field: Element, text: string): boolean {
  const wanted = plain(text);
  if (wanted === '' || wanted.length > MAX_CHARS) return false;
  let around = drawnParent(field);
  for (let level = 0; around !== null && level < LEVELS; level++) {
    if (
      queryAll(around, '*')
        .slice(0, MAX_ELEMENTS)
        .some((one) => one !== field && isChip(one, wanted))
    )
      return true;
    if (matches(around, 'form, dialog, body, [role=dialog]')) return false;
    around = drawnParent(around);
  }
  return false;
}

function isChip(element: Element, wanted: string): boolean {
  if (isTag(element, 'input')) return element.type === 'hidden' && plain(element.value) === wanted;
  return plain(textContentOf(element) ?? '') === wanted && isLaidOut(element) && closest(element, NOT_A_CHIP) === null;
}

const plain = (text: string): string =>
  text
    .slice(0, 2 * MAX_CHARS)
    .replace(CLOSES, '')
    .replace(/[\s,;]+/gu, ' ')
    .trim()
    .toLowerCase();
