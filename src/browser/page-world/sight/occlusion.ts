import { areaOf, type Box, containsBox, intersect } from '../dom/box.ts';
import { isReadable, parseColor } from '../dom/color.ts';
import { comparePosition, drawnParent, isDrawnInside, rectOf, stackAt, tagOf, topAt } from '../dom/dom.ts';
import { MIN_OPACITY, type Surface } from './surface.ts';

/** Content that another element may cover. */
export interface Seen {
  owner: Element;
  box: Box;
  surface: Surface;
  /** Colour of its letters, for text. */
  letters?: string;
  /** Called when it is covered. `wholly`: the cover is a layer over the whole viewport. */
  hide(wholly: boolean): void;
}

interface Cover {
  element: Element;
  box: Box;
  color: string;
  zIndex: number;
  pinned: boolean;
  /** Hit testing goes through it. */
  unhittable: boolean;
}

/**
 * A pinned cover (sticky or fixed) below this share of the viewport hides nothing for long: scrolling moves content out
 * from under it.
 */
const WHOLE_VIEW = 0.6;
const OPAQUE = 0.95;
const PICTURE = /^(?:img|video|canvas|iframe|embed|object)$/;

/** Finds content under opaque elements: by hit testing in the viewport, by geometry outside of it. */
export class Occlusion {
  readonly #seen: Seen[] = [];
  readonly #covers: Cover[] = [];
  readonly #opaque = new Map<Element, boolean>();

  noteElement(element: Element, style: CSSStyleDeclaration, surface: Surface): void {
    const raised = style.position === 'absolute' || style.position === 'fixed' || style.zIndex !== 'auto' || style.transform !== 'none';
    const overlaps =
      raised || Number.parseFloat(style.marginTop) < 0 || Number.parseFloat(style.marginBottom) < 0 || style.float !== 'none';
    if (!overlaps || surface.opacity < MIN_OPACITY || style.visibility !== 'visible') return;
    const solid = PICTURE.test(tagOf(element)) || parseColor(style.backgroundColor).alpha * surface.opacity >= OPAQUE;
    const painted = solid || /gradient|url\(/.test(style.backgroundImage);
    if (!painted) return;
    const box = intersect(rectOf(element), surface.clip);
    if (areaOf(box) < 100) return;
    const pinned = style.position === 'fixed' || style.position === 'sticky' || surface.fixed;
    this.#covers.push({
      element,
      box,
      color: style.backgroundColor,
      zIndex: Number(style.zIndex) || 0,
      pinned,
      unhittable: style.pointerEvents === 'none',
    });
  }

  noteSeen(seen: Seen): void {
    this.#seen.push(seen);
  }

  /** Hides all covered content. Call it after everything was noted. */
  hideCovered(): void {
    for (const seen of this.#seen) {
      const hit = this.#hitTest(seen);
      const cover = hit === 'free' || hit === 'unknown' ? this.#coverByGeometry(seen, hit === 'free') : hit;
      if (cover) seen.hide(this.#isWholeView(cover));
      else if (seen.letters && this.#isUnreadable(seen, seen.letters)) seen.hide(false);
    }
  }

  /** The element that covers it; `free` when nothing does; `unknown` where hit testing cannot tell. */
  #hitTest(seen: Seen): Element | 'free' | 'unknown' {
    const { box } = seen;
    const { window } = seen.surface;
    const y = (box.top + box.bottom) / 2;
    const width = box.right - box.left;
    const points = width > 24 ? [box.left + 3, box.left + width / 2, box.right - 3] : [box.left + width / 2];
    let cover: Element | undefined;
    for (const x of points) {
      // Scrolled out of its container: what is drawn in its place covers nothing.
      if (x < window.left || x > window.right || y < window.top || y > window.bottom) return 'free';
      if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return 'unknown';
      const found = this.#coverAt(x, y, seen);
      if (found === 'free' || found === 'unknown') return found;
      cover = found;
    }
    return cover ?? 'unknown';
  }

  #coverAt(x: number, y: number, { owner, surface, letters }: Seen): Element | 'free' | 'unknown' {
    const top = topAt(x, y);
    if (top && (top === owner || isDrawnInside(owner, top))) return 'free';
    let cover: Element | undefined;
    for (const element of stackAt(x, y)) {
      if (element === owner || isDrawnInside(owner, element)) return cover ?? 'free';
      const isOwn = isDrawnInside(element, owner);
      // Descendants do not cover their ancestor, but a positioned one may cover text beside it.
      if (isOwn && (letters === undefined || getComputedStyle(element).position === 'static')) return cover ?? 'free';
      if (!cover && this.#isOpaque(element) && !this.#givesWay(element, surface)) cover = element;
    }
    return 'unknown';
  }

  #isOpaque(element: Element): boolean {
    const known = this.#opaque.get(element);
    if (known !== undefined) return known;
    let opacity = 1;
    for (let at: Element | null = element; at; at = drawnParent(at)) opacity *= Number(getComputedStyle(at).opacity);
    const style = getComputedStyle(element);
    const opaque =
      opacity >= OPAQUE &&
      style.visibility === 'visible' &&
      (PICTURE.test(tagOf(element)) || parseColor(style.backgroundColor).alpha >= OPAQUE || style.backgroundImage.includes('gradient('));
    this.#opaque.set(element, opaque);
    return opaque;
  }

  /** Whether it is a bar that stays in place while the page scrolls; it covers only what happens to be under it. */
  #givesWay(element: Element, surface: Surface): boolean {
    if (surface.fixed) return false;
    for (let at: Element | null = element; at; at = drawnParent(at)) {
      const { position } = getComputedStyle(at);
      if (position === 'sticky' || position === 'fixed') return !this.#isWholeView(at);
    }
    return false;
  }

  #isWholeView(element: Element): boolean {
    const view = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    for (let at: Element | null = element; at; at = drawnParent(at)) {
      if (areaOf(intersect(rectOf(at), view)) >= WHOLE_VIEW * areaOf(view)) return getComputedStyle(at).position === 'fixed';
    }
    return false;
  }

  #coverByGeometry(seen: Seen, wasHit: boolean): Element | undefined {
    for (const { element, box, color, pinned, unhittable } of this.#covers) {
      if (wasHit && !unhittable) continue;
      if (pinned && !seen.surface.fixed) continue;
      if (!containsBox(box, seen.box, 2) || isDrawnInside(seen.owner, element)) continue;
      if (seen.letters === undefined && isDrawnInside(element, seen.owner)) continue;
      const solid = PICTURE.test(tagOf(element)) || parseColor(color).alpha >= OPAQUE;
      if (solid && this.#liesOver(element, seen.owner)) return element;
    }
    return undefined;
  }

  /** Whether text has the colour of a box behind it that is not its ancestor. */
  #isUnreadable(seen: Seen, letters: string): boolean {
    const { rgb } = parseColor(letters);
    for (const { element, box, color } of this.#covers) {
      const paint = parseColor(color);
      if (paint.alpha < OPAQUE || isReadable(rgb, paint.rgb) || !containsBox(box, seen.box, 2)) continue;
      if (isDrawnInside(seen.owner, element) || isDrawnInside(element, seen.owner)) continue;
      if (seen.surface.behind.some((behind) => !isReadable(rgb, behind))) continue;
      const nearest = nearestPainted(seen.owner);
      if (nearest && isDrawnInside(element, nearest)) return true;
    }
    return false;
  }

  /**
   * By stacking order: compares the outermost raised ancestors that they do not share by z-index, then by document
   * order.
   */
  #liesOver(cover: Element, owner: Element): boolean {
    const own = raisedAncestors(owner).filter(({ element }) => !isDrawnInside(cover, element));
    const other = raisedAncestors(cover).filter(({ element }) => !isDrawnInside(owner, element));
    const ownOuter = own.at(-1);
    const otherOuter = other.at(-1);
    if (!otherOuter) return false;
    if (!ownOuter) return otherOuter.zIndex >= 0;
    if (ownOuter.zIndex !== otherOuter.zIndex) return otherOuter.zIndex > ownOuter.zIndex;
    return (comparePosition(ownOuter.element, otherOuter.element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  }
}

function raisedAncestors(element: Element): { element: Element; zIndex: number }[] {
  const found = [];
  for (let at: Element | null = element; at; at = drawnParent(at)) {
    const style = getComputedStyle(at);
    if (style.position !== 'static' || style.transform !== 'none') found.push({ element: at, zIndex: Number(style.zIndex) || 0 });
  }
  return found;
}

/** The closest ancestor that paints a background, or the outermost one. */
function nearestPainted(element: Element): Element | undefined {
  let last: Element | undefined;
  for (let at: Element | null = element; at; at = drawnParent(at)) {
    last = at;
    const style = getComputedStyle(at);
    if (parseColor(style.backgroundColor).alpha > 0.5) return at;
  }
  return last;
}
