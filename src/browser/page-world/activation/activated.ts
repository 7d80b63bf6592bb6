import { attribute, closest, drawnChildren, drawnParent, isElement, isTag, labelledField, matches, rectOf } from '../dom/dom.ts';
import { isOperable } from '../sight/operable.ts';

/** What a press uses: the browser or its roles say so. */
const CONTROLS =
  'a[href], area[href], button, input:not([type="hidden"]), select, textarea, summary, option, [contenteditable], [role="button"], [role="link"], [role="menuitem"], [role="menuitemcheckbox"], [role="menuitemradio"], [role="option"], [role="tab"], [role="switch"], [role="checkbox"], [role="radio"], [role="combobox"], [role="textbox"], [role="searchbox"], [role="spinbutton"]';

const MAX_SEARCHED = 2_000;

/**
 * The control that a press in the middle of an element uses: the element, the one around it, the one that lies in its middle, or the
 * field of its label. The element itself if there is no such control.
 */
export function activatedBy(element: Element): Element {
  for (let at: Element | null = element; at; at = drawnParent(at)) {
    if (matches(at, CONTROLS)) return at;
    if (isTag(at, 'label')) return controlInMiddle(element) ?? labelledField(at) ?? element;
  }
  return controlInMiddle(element) ?? element;
}

/** The innermost control inside of an element that covers its middle. */
function controlInMiddle(element: Element): Element | undefined {
  const { left, right, top, bottom } = rectOf(element);
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  let found: Element | undefined;
  let unsearched = MAX_SEARCHED;
  const search = (parent: Element) => {
    for (const child of drawnChildren(parent)) {
      if (!isElement(child) || unsearched-- <= 0) continue;
      const box = rectOf(child);
      const covers = x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
      if (covers && matches(child, CONTROLS) && isOperable(child)) found = child;
      search(child);
    }
  };
  search(element);
  return found;
}

/** What is known of a control beside its words. */
export interface ControlPlace {
  /** It opens a menu, a list or a dialog, or shows and hides something. */
  opens?: boolean;
  /** It is in the head of a table: it sorts. */
  inHead?: boolean;
}

const OPENS =
  '[aria-haspopup]:not([aria-haspopup="false"]), [aria-expanded], summary, [popovertarget], [data-toggle="dropdown"], [data-toggle="collapse"], [data-toggle="tab"], [data-toggle="modal"], [data-bs-toggle], [role="tab"]';

export function placeOf(control: Element): ControlPlace {
  const head = closest(control, 'th, thead td, [role="columnheader"]');
  return {
    opens: matches(control, OPENS) || undefined,
    inHead: (head !== null && attribute(control, 'type') !== 'checkbox') || undefined,
  };
}
