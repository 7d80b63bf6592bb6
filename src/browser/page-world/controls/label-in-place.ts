import { attribute, contains, elementChildren, isDrawnInside, labelsOf, matches, queryAll, rectOf, topAt } from '../dom/dom.ts';
import { isOperable } from '../sight/operable.ts';
import { View } from '../sight/view.ts';

const OTHER_CONTROLS = 'a[href], button, select, textarea, [role="button"], [role="link"]';

/**
 * The label, or a part of it, that people press in the place of a check box or radio button: pages hide the box itself in one way or
 * another, and redraw it. Undefined if a press reaches the box. `xpath`: from the box to it.
 */
export function labelInPlaceOf(box: Element): { element: Element; xpath: string } | undefined {
  if (!matches(box, 'input[type="checkbox"], input[type="radio"]')) return undefined;
  const label = labelsOf(box).find(isOperable);
  const id = attribute(box, 'id') ?? '';
  if (label === undefined || id.includes('"') || takesPress(box, label)) return undefined;
  const part = partToPress(label);
  if (part === undefined) return undefined;
  const xpath = contains(label, box) ? 'ancestor::label[1]' : `ancestor::*[last()]//label[@for="${id}"]`;
  return { element: label, xpath: part === label ? xpath : `${xpath}/*[${elementChildren(label).indexOf(part) + 1}]` };
}

/** Whether a press in the middle of the box reaches it. Outside of the viewport it is not known what is over a transparent one. */
function takesPress(box: Element, label: Element): boolean {
  const view = new View([255, 255, 255]);
  if (!isOperable(box) || view.place(box) === undefined) return false;
  const { x, y } = middleOf(box);
  if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return view.box(box) !== undefined;
  const top = topAt(x, y);
  return top === null || top === box || !isDrawnInside(top, label);
}

/** The label, or else the first part of it with nothing in its middle that a press would use instead, such as a link to the terms. */
function partToPress(label: Element): Element | undefined {
  const others = queryAll(label, OTHER_CONTROLS).filter(isOperable).map(rectOf);
  const isFree = (part: Element) => {
    const { x, y } = middleOf(part);
    return others.every(({ left, right, top, bottom }) => x < left || x > right || y < top || y > bottom);
  };
  return [label, ...elementChildren(label).filter((part) => isOperable(part) && !matches(part, 'input'))].find(isFree);
}

function middleOf(element: Element): { x: number; y: number } {
  const { left, right, top, bottom } = rectOf(element);
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}
