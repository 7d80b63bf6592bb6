import { body, isDrawnInside, queryAll, shownText } from '../dom/dom.ts';
import { revealersOf } from '../pointer/revealers.ts';
import { describeTop, isOperable } from '../sight/operable.ts';

/** Whether the pointer is on one of these elements. */
export function isUnderPointer(elements: Element[]): boolean {
  const innermost = queryAll(document, ':hover').at(-1);
  return innermost !== undefined && elements.some((element) => isDrawnInside(innermost, element));
}

/** The text that the document shows: what appears or disappears changes it. */
export function readShownText(): string {
  const flow = body();
  return flow === null ? '' : shownText(flow);
}

/** What may show the only one of these elements, which is hidden, while the pointer is on it. */
export interface Showing {
  /** In words, the most likely first. */
  triggers: string[];
  /** Whether the style sheets say so. */
  known: boolean;
}

export function readShowing(elements: Element[]): Showing {
  const [hidden, another] = elements;
  if (hidden === undefined || another !== undefined || isOperable(hidden)) return { triggers: [], known: false };
  const { elements: triggers, known } = revealersOf(hidden);
  return { triggers: triggers.map(describeTop), known };
}
