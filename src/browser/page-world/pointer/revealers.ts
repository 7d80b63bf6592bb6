import { areaOf } from '../dom/box.ts';
import { attribute, closest, isElement, previousSibling, queryAll, rectOf, rootOf, tagOf } from '../dom/dom.ts';
import { isOperable } from '../sight/operable.ts';
import { showingOnHover, upwards } from './hover-rules.ts';

/** A larger part of the view is no trigger of a menu. */
const MAX_PART_OF_VIEW = 0.25;
const TRIGGERS = 'a, button, summary, [role="button"], [role="menuitem"], [role="link"], [aria-haspopup], [aria-expanded], [tabindex]';
/** What shows its parts by a click, and has no reason to react to the pointer. */
const OPENED_BY_CLICK = 'details, dialog, form, main, body';

export interface Revealers {
  /** The elements that may show the hidden one while the pointer is on them, the most likely first. */
  elements: Element[];
  /** Whether the style sheets say so; otherwise it is a guess, since no page says what its scripts do. */
  known: boolean;
}

/** The elements onto which a person would move the pointer to see this hidden one. */
export function revealersOf(hidden: Element): Revealers {
  const styled = outermostHidden(hidden);
  if (styled !== undefined) return { elements: [styled], known: true };
  const ancestors = [...upwards(hidden)];
  const shown = ancestors.findIndex(isOperable);
  const outermost = ancestors[shown - 1];
  if (outermost === undefined) return { elements: [], known: false };
  const guesses = [...controllersOf(ancestors.slice(0, shown)), siblingTrigger(outermost), smallEnough(ancestors[shown])];
  return { elements: [...new Set(guesses)].filter((one) => one !== undefined), known: false };
}

/** What the style sheets name; if that is hidden too (a menu inside a menu), what shows that one. */
function outermostHidden(hidden: Element): Element | undefined {
  let found = showingOnHover(hidden);
  for (let depth = 0; found !== undefined && !isOperable(found) && depth < 10; depth += 1) found = showingOnHover(found);
  return found;
}

function controllersOf(hidden: readonly Element[]): Element[] {
  const ids = hidden.map((element) => attribute(element, 'id') ?? '').filter((id) => id !== '' && !id.includes('"'));
  if (ids.length === 0) return [];
  const root = rootOf(hidden[0]!);
  return ids
    .flatMap((id) => queryAll(root, `[aria-controls~="${id}"], [aria-owns~="${id}"], [aria-describedby~="${id}"]`))
    .filter(isOperable);
}

function siblingTrigger(element: Element): Element | undefined {
  let at = previousSibling(element);
  while (at !== null && !isElement(at)) at = previousSibling(at);
  return isElement(at) && isOperable(at) && closest(at, TRIGGERS) === at ? at : undefined;
}

function smallEnough(element: Element | undefined): Element | undefined {
  if (element === undefined || closest(element, OPENED_BY_CLICK) === element || tagOf(element) === 'html') return undefined;
  return areaOf(rectOf(element)) <= MAX_PART_OF_VIEW * innerWidth * innerHeight ? element : undefined;
}
