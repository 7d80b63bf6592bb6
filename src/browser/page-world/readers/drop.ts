import { oneLine } from '../dom/clean-text.ts';
import { body, drawnParent, isDrawnInside, queryAll, rectOf, scrollIntoView, scrollOf, shownText, stackAt, tagOf } from '../dom/dom.ts';
import { isOperable } from '../sight/operable.ts';
import { describe, type ElementDescription } from './read-facts.ts';

/** The edge of an element, near which something is dropped. */
export type DropAt = 'center' | 'top' | 'bottom' | 'left' | 'right';

/** How far from its edge something is dropped: this share of the element, at most so many pixels. */
const EDGE_SHARE = 0.2;
const MAX_EDGE_PX = 10;
const MAX_TEXT_CHARS = 200;
/** What lies in a zone. */
const THINGS = '[draggable="true"], li, tr, [role="listitem"], [role="option"], [role="row"], [role="treeitem"]';
const TITLES = 'h1, h2, h3, h4, h5, h6, legend, caption, header, [role="heading"]';

/** Scrolls the only operable element into view, if a point of it is not, and returns that point, from the left top of its box. */
export function aimDrop(elements: Element[], { at }: { at: DropAt }): { x: number; y: number } | undefined {
  const [element, another] = elements.filter(isOperable);
  if (element === undefined || another !== undefined) return undefined;
  if (!isInView(element, pointOf(element, at))) scrollIntoView(element, { block: 'center', inline: 'center', behavior: 'instant' });
  const { left, top } = rectOf(element);
  const { x, y } = pointOf(element, at);
  return { x: x - left, y: y - top };
}

/** How far everything around these elements is scrolled: another answer means that they may have moved. */
export function readScrolled(elements: Element[]): string {
  const offsets: number[] = [];
  for (let at: Element | null = elements[0] ?? null; at; at = drawnParent(at)) offsets.push(scrollOf.left(at), scrollOf.top(at));
  return [...offsets, scrollX, scrollY].join();
}

/**
 * What something is dropped on: this element or, with `by`, what is so far from its middle, unless that is around it (the track of a
 * slider). The things that lie in a zone say nothing about it, so it is described without them.
 */
export function readDropZone(elements: Element[], { by }: { by: { x: number; y: number } | null }): ElementDescription | undefined {
  const element = elements.find(isOperable);
  if (element === undefined) return undefined;
  const zone = by === null ? element : beside(element, by);
  if (zone === undefined) return undefined;
  const described = describe(zone);
  const titles = queryAll(zone, TITLES).map((title) => oneLine(shownText(title)));
  const text = queryAll(zone, THINGS).reduce((left, thing) => left.replace(shownText(thing), ' '), shownText(zone));
  const name = [described.accessibleName, ...titles].find((title) => title !== undefined && title !== '');
  return { ...described, name: name ?? '', accessibleName: undefined, text: oneLine(text).slice(0, MAX_TEXT_CHARS) };
}

function beside(element: Element, by: { x: number; y: number }): Element | undefined {
  const { x, y } = pointOf(element, 'center');
  const zone = stackAt(x + by.x, y + by.y).find((one) => !isDrawnInside(one, element));
  return zone === undefined || isDrawnInside(element, zone) || tagOf(zone) === 'html' ? undefined : zone;
}

/** In pixels of the viewport. The middle is that of the visible part, for an element that is larger than the view. */
function pointOf(element: Element, at: DropAt): { x: number; y: number } {
  const { left, right, top, bottom } = rectOf(element);
  const middle = { x: middleOf(left, right, innerWidth), y: middleOf(top, bottom, innerHeight) };
  const edgeX = Math.min(MAX_EDGE_PX, EDGE_SHARE * (right - left));
  const edgeY = Math.min(MAX_EDGE_PX, EDGE_SHARE * (bottom - top));
  switch (at) {
    case 'center':
      return middle;
    case 'left':
      return { ...middle, x: left + edgeX };
    case 'right':
      return { ...middle, x: right - edgeX };
    case 'top':
      return { ...middle, y: top + edgeY };
    case 'bottom':
      return { ...middle, y: bottom - edgeY };
  }
}

/** The middle of the part of a range that is inside the view; of all of it, if nothing is. */
function middleOf(from: number, to: number, view: number): number {
  const [start, end] = [Math.max(from, 0), Math.min(to, view)];
  return start < end ? (start + end) / 2 : (from + to) / 2;
}

/** Whether a point of an element is inside the view and inside everything that clips it. */
function isInView(element: Element, { x, y }: { x: number; y: number }): boolean {
  if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return false;
  for (let at = drawnParent(element); at; at = drawnParent(at)) {
    // What the root and the body clip is the view itself.
    if (at === body() || drawnParent(at) === null) break;
    const { overflowX, overflowY } = getComputedStyle(at);
    const { left, right, top, bottom } = rectOf(at);
    if (overflowX !== 'visible' && (x < left || x >= right)) return false;
    if (overflowY !== 'visible' && (y < top || y >= bottom)) return false;
  }
  return true;
}
