import { cutText, oneLine } from '../dom/clean-text.ts';
import {
  attribute,
  childNodes,
  isDrawnInside,
  isElement,
  isLaidOut,
  isTag,
  rectOf,
  shownText,
  tagOf,
  textContentOf,
  topAt,
} from '../dom/dom.ts';

/**
 * Whether an element can be acted on: it has a non-empty box, as in Playwright's `visible`. Weaker than being seen by a
 * person (view.ts): a transparent box over a drawn one takes the click, and Playwright scrolls to what is out of view.
 * See docs/decisions/0050.
 */
export function isOperable(element: Element): boolean {
  // A hidden file field is operable: pages hide it behind a styled label.
  if (isTag(element, 'input') && element.type === 'file') return true;
  const style = getComputedStyle(element);
  if (style.display === 'contents')
    return [...childNodes(element)].some((child) => isElement(child) && isOperable(child)) || oneLine(textContentOf(element) ?? '') !== '';
  if (style.visibility !== 'visible' || !isLaidOut(element, { visibilityProperty: true })) return false;
  const box = rectOf(element);
  return box.width > 0 && box.height > 0;
}

/** Describes what would receive a click in the middle of an element instead of it, including transparent elements. */
export function clickInterceptor(element: Element): string | undefined {
  const box = rectOf(element);
  const x = box.left + box.width / 2;
  const y = box.top + box.height / 2;
  if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return undefined;
  const top = topAt(x, y);
  if (top === null || isDrawnInside(top, element) || isDrawnInside(element, top)) return undefined;
  return describeTop(top);
}

/** What lies over an element, in a few words. */
export function describeTop(element: Element): string {
  const text = cutText(oneLine(shownText(element)), 40);
  return `${describeTag(element)}${text === '' ? '' : ` "${text}"`}`;
}

/** `<div#id>`, or `<div.class>` with its first class. */
export function describeTag(element: Element): string {
  const id = attribute(element, 'id') ?? '';
  const [first = ''] = (attribute(element, 'class') ?? '').trim().split(/\s+/);
  const mark = id !== '' ? `#${id}` : first === '' ? '' : `.${first}`;
  return `<${tagOf(element)}${mark}>`;
}
