import { holdsControls } from '../controls/roles.ts';
import { areaOf, intersect } from '../dom/box.ts';
import { oneLine } from '../dom/clean-text.ts';
import { attribute, byId, closest, matches, queryAll, rootElement, stackAt, tagOf } from '../dom/dom.ts';
import type { Walk } from './walk-types.ts';

export const isDialog = (element: Element): boolean =>
  matches(element, 'dialog[open], [role=dialog], [role=alertdialog], [aria-modal=true]') && !closest(element, 'iframe');

/** Titles that nobody sees are words, not sentences: this many characters, and hardly more than a few words. */
const TITLE_LENGTH = 32;
const TITLE_WORDS = 4;

/** A title from markup that is not drawn; '' when it says more than a title says. */
export function unseenTitle(markup: string | null, length = TITLE_LENGTH): string {
  const title = oneLine(markup ?? '');
  const words = title.split(' ').length;
  return title.length <= length && words <= Math.max(TITLE_WORDS, length / 6) ? title : '';
}

/** What a part of the page is called: by its legend, by what labels it, by itself. */
export function groupName(walk: Walk, element: Element): string {
  const tag = tagOf(element);
  if (tag === 'fieldset') {
    const [legend] = queryAll(element, ':scope > legend');
    if (legend) {
      const text = walk.view.text(legend, 100);
      if (text !== '' && !holdsControls(legend)) walk.muted.add(legend);
      if (text !== '') return text;
    }
  }
  for (const id of (attribute(element, 'aria-labelledby') ?? '').trim().split(/\s+/)) {
    const label = id === '' ? null : byId(element, id);
    const text = label ? walk.view.text(label, 100) : '';
    if (text !== '') return text;
  }
  return unseenTitle(attribute(element, 'aria-label'), isDialog(element) ? 60 : TITLE_LENGTH);
}

/** A box that hangs over the middle of the page, whatever its markup calls it. */
export function isOverlay(walk: Walk, element: Element, style: CSSStyleDeclaration): boolean {
  if (style.position !== 'fixed' || walk.root !== rootElement() || closest(element, 'nav, header, aside')) return false;
  const box = walk.view.box(element);
  if (!box) return false;
  const view = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  const share = areaOf(intersect(box, view)) / areaOf(view);
  const isBar = box.right - box.left > innerWidth * 0.9 && box.bottom - box.top < innerHeight * 0.2;
  const isSide = box.bottom - box.top > innerHeight * 0.8 && box.right - box.left < innerWidth * 0.35;
  if (share < 0.03 || isBar || isSide || !holdsControls(element)) return false;
  const inside = queryAll(element, 'dialog[open], [role=dialog], [role=alertdialog]').length > 0;
  if (inside) return false;
  return stackAt((box.left + box.right) / 2, (box.top + box.bottom) / 2).includes(element);
}
