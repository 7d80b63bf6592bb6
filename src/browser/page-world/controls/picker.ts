import { oneLine } from '../dom/clean-text.ts';
import { attribute, drawnParent, hasAttribute, matches, queryAll, shownText } from '../dom/dom.ts';
import { isOperable } from '../sight/operable.ts';

export const BUTTONS = 'button, [role=button], input[type=button]';
const CONTROLS = `${BUTTONS}, a[href], input:not([type=hidden]), select, textarea, [contenteditable], [role=combobox]`;
/** A text box and its button have a wrapper, or two, of their own. */
const LEVELS = 2;

/**
 * The button that changes a text box that takes no typing: a date picker or a list with an arrow. It is an icon, the only control
 * beside the box. Not for a box that opens its list itself.
 */
export function pickerOf(element: Element): Element | undefined {
  if (!matches(element, 'input[readonly]:not([type]), input[type=text][readonly], input[type=search][readonly]')) return undefined;
  if (hasAttribute(element, 'aria-haspopup') || attribute(element, 'role') === 'combobox') return undefined;
  if (getComputedStyle(element).cursor === 'pointer') return undefined;
  let around = drawnParent(element);
  for (let level = 0; around !== null && level < LEVELS && !matches(around, 'form, body, td, tr, fieldset'); level += 1) {
    const others = queryAll(around, CONTROLS).filter((one) => one !== element && isOperable(one));
    const [only, another] = others;
    if (another !== undefined) return undefined;
    if (only !== undefined) return matches(only, BUTTONS) && isIcon(only) ? only : undefined;
    around = drawnParent(around);
  }
  return undefined;
}

/** A word on it says what it does apart from the box: "Copy". */
const isIcon = (button: Element): boolean => hasAttribute(button, 'aria-haspopup') || !/\p{L}{2}/u.test(oneLine(shownText(button)));
