import { cutText, oneLine } from '../../dom/clean-text.ts';
import { clientOf, drawnParent, queryAll, rectOf, scrollElementTo, scrollingElement, scrollOf, shownText, stackAt } from '../../dom/dom.ts';
import { describeTag, isOperable } from '../../sight/operable.ts';

export interface Scrolling {
  direction: 'up' | 'down' | 'left' | 'right' | 'top' | 'bottom';
  /** Pixels; null for most of one screen. */
  amount: number | null;
  /** Without an element to scroll: which of the boxes that scroll, from 0, the document before the others and the larger ones first. */
  box: number;
}

export interface Scrolled {
  /** Pixels, without a sign. */
  moved: number;
  /** Pixels that are left below. */
  below: number;
  /** What scrolled; empty for the document. */
  name: string;
  /** What was seen before at the end towards which it was scrolled: a list may draw what comes later. */
  last: string;
}

const LAST_SEEN_CHARS = 60;
/** What is higher is no line: the list itself, seen between its lines. */
const MAX_LINE_SHARE = 0.5;

/**
 * Scrolls the box of an element: itself, the largest that scrolls in it, or the nearest around it. Without an element, the document or
 * one of the boxes in it. Undefined if there is no such box.
 */
export function scrollBox(elements: Element[], { direction, amount, box }: Scrolling): Scrolled | undefined {
  const sideways = direction === 'left' || direction === 'right';
  const element = elements.find(isOperable);
  const target = element === undefined ? boxesOf(scrollingElement(), sideways)[box] : boxAround(element, sideways);
  if (target === undefined) return undefined;
  const [from, to] = [{ left: scrollOf.left(target), top: scrollOf.top(target) }, scrollingTo(target, direction, amount)];
  const last = lastSeen(target, direction);
  scrollElementTo(target, { ...to, behavior: 'instant' });
  const moved = Math.round(Math.abs(scrollOf.top(target) - from.top) + Math.abs(scrollOf.left(target) - from.left));
  const below = Math.max(0, Math.round(scrollOf.height(target) - clientOf.height(target) - scrollOf.top(target)));
  return { moved, below, name: target === scrollingElement() ? '' : describeTag(target), last };
}

function scrollingTo(target: Element, direction: Scrolling['direction'], amount: number | null): { left?: number; top?: number } {
  const screen = (pixels: number) => amount ?? Math.round(pixels * 0.9);
  const [down, right] = [screen(clientOf.height(target)), screen(clientOf.width(target))];
  switch (direction) {
    case 'up':
      return { top: scrollOf.top(target) - down };
    case 'down':
      return { top: scrollOf.top(target) + down };
    case 'left':
      return { left: scrollOf.left(target) - right };
    case 'right':
      return { left: scrollOf.left(target) + right };
    case 'top':
      return { top: 0 };
    case 'bottom':
      return { top: scrollOf.height(target) };
  }
}

function boxAround(element: Element, sideways: boolean): Element | undefined {
  if (canScroll(element, sideways)) return element;
  const [inside] = boxesIn(element, sideways);
  if (inside !== undefined) return inside;
  for (let at = drawnParent(element); at; at = drawnParent(at)) if (canScroll(at, sideways)) return at;
  return undefined;
}

/** The document, if it scrolls or nothing else does, and what scrolls in it. */
function boxesOf(root: Element, sideways: boolean): Element[] {
  const inside = boxesIn(root, sideways).filter((box) => box !== root);
  return canScroll(root, sideways) || inside.length === 0 ? [root, ...inside] : inside;
}

function boxesIn(element: Element, sideways: boolean): Element[] {
  const area = (box: Element) => clientOf.width(box) * clientOf.height(box);
  return queryAll(element, '*')
    .filter((box) => canScroll(box, sideways))
    .sort((one, other) => area(other) - area(one));
}

function canScroll(element: Element, sideways: boolean): boolean {
  const overflows = sideways
    ? scrollOf.width(element) > clientOf.width(element) + 1
    : scrollOf.height(element) > clientOf.height(element) + 1;
  if (!overflows || element === scrollingElement()) return overflows;
  const style = getComputedStyle(element);
  const overflow = sideways ? style.overflowX : style.overflowY;
  return overflow === 'auto' || overflow === 'scroll';
}

/** The text of the last line that the box shows in this direction. */
function lastSeen(box: Element, direction: Scrolling['direction']): string {
  const outer = box === scrollingElement() ? { left: 0, top: 0, right: innerWidth, bottom: innerHeight } : rectOf(box);
  const [left, right] = [Math.max(outer.left, 0), Math.min(outer.right, innerWidth)];
  const [top, bottom] = [Math.max(outer.top, 0), Math.min(outer.bottom, innerHeight)];
  const isUp = direction === 'up' || direction === 'top';
  for (let inset = 4; inset < bottom - top; inset += 12) {
    for (const share of [0.1, 0.5]) {
      const x = direction === 'right' ? right - (right - left) * share : left + (right - left) * share;
      const [line] = stackAt(x, isUp ? top + inset : bottom - inset);
      if (line === undefined || rectOf(line).height > MAX_LINE_SHARE * (bottom - top)) continue;
      const text = oneLine(shownText(line));
      if (text !== '') return cutText(text, LAST_SEEN_CHARS);
    }
  }
  return '';
}
