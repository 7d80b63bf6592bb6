import { closest, isConnected, isDrawnInside, matches, rectOf, scrollIntoView, topAt } from '../../dom/dom.ts';
import { describeTop, isOperable } from '../../sight/operable.ts';
import { isHeldBack } from '../../typed/hold-back.ts';

/** Where to press an element, or what is in the way. The point is in pixels of the viewport of the element's frame. */
export type Aim =
  | { point: { x: number; y: number } }
  | { obstacle: 'missing' | 'disabled' | 'out_of_view' }
  | { obstacle: 'covered'; by: string };

/**
 * What a press reached. `slipped`: it began on the element and ended beside it. `missed`: it reached nothing, since the
 * guard kept it from everything else. `held`: a field has lost what was typed (typed/hold-back.ts).
 */
export type PressOutcome = 'clicked' | 'slipped' | 'missed' | 'held';

/** Far longer than the moment between the calls that set and remove a guard. */
const GUARDS_FOR_MS = 10_000;
const PRESS_EVENTS = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'auxclick', 'dblclick', 'contextmenu'] as const;
const CLICKS = new Set<string>(['click', 'auxclick', 'contextmenu']);

let guard: { outcome: PressOutcome; remove: () => void } | undefined;

/** The box of the only operable element. */
export function readBox(elements: Element[]): { x: number; y: number; width: number; height: number } | undefined {
  const [element, another] = elements.filter(isOperable);
  if (element === undefined || another !== undefined) return undefined;
  const { x, y, width, height } = rectOf(element);
  return { x, y, width, height };
}

/**
 * Finds the point at which the only operable element can be pressed now, and guards the page until `endPress`: a press
 * that would reach another element, because this one moves, reaches none.
 */
export function aimPress(elements: Element[]): Aim {
  const [element, another] = elements.filter(isOperable);
  if (element === undefined || another !== undefined) return { obstacle: 'missing' };
  if (matches(element, ':disabled') || closest(element, '[aria-disabled="true"]') !== null) return { obstacle: 'disabled' };
  let point = centerInView(element);
  if (point === undefined) {
    scrollIntoView(element, { block: 'center', inline: 'center', behavior: 'instant' });
    point = centerInView(element);
  }
  if (point === undefined) return { obstacle: 'out_of_view' };
  const top = topAt(point.x, point.y);
  if (top === null) return { obstacle: 'out_of_view' };
  if (!isDrawnInside(top, element)) return { obstacle: 'covered', by: describeTop(top) };
  guardPress(element);
  return { point };
}

/** Removes the guard; returns what the press reached, or undefined in a document that was not guarded. */
export function endPress(): PressOutcome | undefined {
  const outcome = guard?.outcome;
  guard?.remove();
  return outcome === 'missed' && isHeldBack() ? 'held' : outcome;
}

/** The middle of the part of the element that is inside the viewport. */
function centerInView(element: Element): { x: number; y: number } | undefined {
  const { left, right, top, bottom } = rectOf(element);
  const [fromX, toX] = [Math.max(0, left), Math.min(innerWidth, right)];
  const [fromY, toY] = [Math.max(0, top), Math.min(innerHeight, bottom)];
  return fromX < toX && fromY < toY ? { x: (fromX + toX) / 2, y: (fromY + toY) / 2 } : undefined;
}

function guardPress(element: Element): void {
  guard?.remove();
  let isClicked = false;
  const listen = (event: Event) => {
    if (!event.isTrusted || guard === undefined) return;
    if (event.composedPath().includes(element)) {
      isClicked ||= CLICKS.has(event.type);
      guard.outcome = 'clicked';
      return;
    }
    if (guard.outcome === 'clicked' && !isClicked && isConnected(element)) guard.outcome = 'slipped';
    event.stopImmediatePropagation();
    event.preventDefault();
  };
  const remove = () => {
    guard = undefined;
    clearTimeout(timer);
    for (const type of PRESS_EVENTS) window.removeEventListener(type, listen, true);
  };
  const timer = setTimeout(remove, GUARDS_FOR_MS);
  for (const type of PRESS_EVENTS) window.addEventListener(type, listen, { capture: true, passive: false });
  guard = { outcome: 'missed', remove };
}
