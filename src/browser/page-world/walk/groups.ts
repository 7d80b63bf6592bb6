import { holdsControls } from '../controls/roles.ts';
import { areaOf, intersect } from '../dom/box.ts';
import { oneLine } from '../dom/clean-text.ts';
import { attribute, byId, closest, matches, queryAll, rootElement, stackAt, tagOf } from '../dom/dom.ts';
import type { Walk } from './walk-types.ts';

export const isDialog = (element: Element): boolean =>
  matches(element, 'dialog[open], [role=dialog], [role=alertdialog], [aria-modal=true]') && !closest(element, 'iframe');

/** A title that is not drawn may be a few words; a sentence may be an injection. */
const MAX_TITLE_CHARS = 32;
const MAX_TITLE_WORDS = 4;

/** A title from the markup that is not drawn; '' when it is too long for a title. */
export function unseenTitle(markup: string | null, length = MAX_TITLE_CHARS): string {
  const title = oneLine(markup ?? '');
  const words = title.split(' ').length;
  return title.length <= length && words <= Math.max(MAX_TITLE_WORDS, length / 6) ? title : '';
}

/** The name of a group: its legend, its label or its aria-label. */
export function groupName(walk: Walk, element: Element): string {
  const tag = tagOf(element);
  if (tag === 'fieldset') {
    const [legend] = queryAll(element, ':scope > legend');
    if (legend) {
      const text = walk.view.text(legend, 100);
      if (text !== '' && !holdsControls(legend)) walk.shownLabels.add(legend);
      if (text !== '') return text;
    }
  }
  for (const id of (attribute(element, 'aria-labelledby') ?? '').trim().split(/\s+/)) {
    const label = id === '' ? null : byId(element, id);
    const text = label ? walk.view.text(label, 100) : '';
    if (text !== '') return text;
  }
  return unseenTitle(attribute(element, 'aria-label'), isDialog(element) ? 60 : MAX_TITLE_CHARS);
}

/** Whether it is a box over the middle of the page, whatever its markup. */
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
