import { closest, isElement } from '../dom/dom.ts';
import type { TypedTexts } from './typed-texts.ts';

const EVENTS = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'auxclick', 'dblclick', 'keydown', 'keypress', 'keyup'];
/** A click on these changes its own field of a form and sends nothing. An option of a list may fill in a text field, so it is not one of them. */
const SENDS_NOTHING =
  'input:not([type=submit]):not([type=image]):not([type=button]), select, textarea, label, [role=checkbox], [role=radio], [role=switch], [role=tab], [role=combobox], [role=textbox]';

let isHeld = false;

/** Whether the last press was held back. */
export const isHeldBack = (): boolean => isHeld;

/** Like `isHeldBack`, and lets the next press begin anew. */
export function takeHold(): boolean {
  const wasHeld = isHeld;
  isHeld = false;
  return wasHeld;
}

/**
 * From now on holds back every click and every Enter while a field has lost what Rote typed: the page does not learn of
 * them. Looks when the pointer goes down and again at the click, after the field has lost the focus.
 */
export function holdBackPresses(texts: TypedTexts): void {
  const onEvent = (event: Event): void => {
    if (!event.isTrusted || (texts.count === 0 && !isHeld)) return;
    if (event.type === 'pointerdown' || event.type === 'keydown') isHeld = false;
    if (!isHeld && maySend(event)) {
      isHeld = texts.lost().length > 0;
      if (!isHeld && event.type !== 'pointerdown' && event.type !== 'mousedown') texts.markSent();
    }
    if (!isHeld) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  for (const type of EVENTS) window.addEventListener(type, onEvent, { capture: true, passive: false });
}

function maySend(event: Event): boolean {
  if (event.type === 'keydown') return (event as KeyboardEvent).key === 'Enter';
  if (event.type !== 'pointerdown' && event.type !== 'mousedown' && event.type !== 'click') return false;
  const target = event.composedPath()[0] as Node | undefined;
  return target === undefined || !isElement(target) || closest(target, SENDS_NOTHING) === null;
}
