import { clientOf, drawnParent, matches, scrollElementTo, scrollOf } from '../../dom/dom.ts';
import { elementsIn, listControlOf, listOf } from '../../lists/list-control.ts';

/** A little of what was there before stays in view. */
const SHARE = 0.8;

/** Scrolls the list of a control to its top or on; false if it does not move any more. */
export function scrollList([element]: Element[], { to }: { to: 'top' | 'on' }): boolean {
  const control = element && listControlOf(element);
  const list = control && listOf(control);
  const box = list && scrollerOf(list);
  if (box === undefined) return false;
  const before = scrollOf.top(box);
  scrollElementTo(box, { top: to === 'top' ? 0 : before + clientOf.height(box) * SHARE, behavior: 'instant' });
  return scrollOf.top(box) !== before;
}

/** The list, a box in it, or one around it, whichever scrolls. */
function scrollerOf(list: Element): Element | undefined {
  const inside = [list, ...elementsIn(list, scrolls)].find(scrolls);
  if (inside !== undefined) return inside;
  for (let around = drawnParent(list); around !== null && !matches(around, 'body, form, dialog'); around = drawnParent(around)) {
    const [box] = [around, ...elementsIn(around, scrolls)].filter(scrolls);
    if (box !== undefined) return box;
  }
  return undefined;
}

function scrolls(element: Element): boolean {
  return scrollOf.height(element) > clientOf.height(element) + 1 && /auto|scroll/.test(getComputedStyle(element).overflowY);
}
