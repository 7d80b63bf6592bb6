import { clientOf, queryAll, scrollElementTo, scrollingElement, scrollOf } from '../../dom/dom.ts';

export interface Scrolling {
  direction: 'up' | 'down' | 'top' | 'bottom';
  /** Pixels; null for most of one screen. */
  amount: number | null;
}

/**
 * Scrolls the document or, if it cannot scroll, its largest scrollable part. Returns pixels moved and pixels left
 * below.
 */
export function scrollPage(_: Element[], { direction, amount }: Scrolling): { moved: number; below: number } {
  const target = scrollTarget();
  const before = scrollOf.top(target);
  const step = amount ?? Math.round(clientOf.height(target) * 0.9);
  const top = { up: before - step, down: before + step, top: 0, bottom: scrollOf.height(target) }[direction];
  scrollElementTo(target, { top, behavior: 'instant' });
  const after = scrollOf.top(target);
  const below = Math.max(0, Math.round(scrollOf.height(target) - clientOf.height(target) - after));
  return { moved: Math.round(after - before), below };
}

function scrollTarget(): Element {
  const root = scrollingElement();
  if (scrollOf.height(root) > innerHeight + 1) return root;
  const area = (element: Element) => clientOf.width(element) * clientOf.height(element);
  const [largest] = queryAll(document, '*')
    .filter(canScroll)
    .sort((one, other) => area(other) - area(one));
  return largest ?? root;
}

function canScroll(element: Element): boolean {
  const { overflowY } = getComputedStyle(element);
  return scrollOf.height(element) > clientOf.height(element) + 1 && (overflowY === 'auto' || overflowY === 'scroll');
}
