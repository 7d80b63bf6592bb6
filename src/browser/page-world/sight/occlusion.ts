import { areaOf, type Box, containsBox, intersect } from '../dom/box.ts';
import { isReadable, parseColor } from '../dom/color.ts';
import { comparePosition, drawnParent, isDrawnInside, rectOf, scrollingElement, scrollOf, stackAt, tagOf, topAt } from '../dom/dom.ts';
import { type Cover, coversOf, hasOpaqueBackground, OPAQUE, PICTURE } from './covers.ts';
import type { Surface } from './surface.ts';

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

/**
 * A pinned cover (sticky or fixed) below this share of the viewport hides nothing for long: scrolling moves content out
 * from under it.
 */
const WHOLE_VIEW = 0.6;
const SHAPE = /^(?:rect|circle|ellipse|path|polygon|image)$/;

/** Finds content under opaque elements: by hit testing in the viewport, by geometry outside of it. */
export class Occlusion {
  readonly #seen: Seen[] = [];
  readonly #covers: Cover[] = [];
  readonly #opaque = new Map<Element, boolean>();

  noteElement(element: Element, style: CSSStyleDeclaration, surface: Surface): void {
    this.#covers.push(...coversOf(element, style, surface));
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

  #coverAt(x: number, y: number, { owner, surface, letters, box }: Seen): Element | 'free' | 'unknown' {
    const top = topAt(x, y);
    if (top && (top === owner || isDrawnInside(owner, top))) return 'free';
    let cover: Element | undefined;
    for (const element of stackAt(x, y)) {
      if (element === owner || isDrawnInside(owner, element)) return cover ?? 'free';
      const isOwn = isDrawnInside(element, owner);
      // Descendants do not cover their ancestor, but a positioned one may cover text beside it.
      if (isOwn && (letters === undefined || getComputedStyle(element).position === 'static')) return cover ?? 'free';
      if (!cover && this.#isOpaque(element) && !this.#givesWay(element, surface, box)) cover = element;
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
      (PICTURE.test(tagOf(element)) || hasOpaqueBackground(style) || isOpaqueShape(element, style));
    this.#opaque.set(element, opaque);
    return opaque;
  }

  /** Whether it is a bar that stays in place while the page scrolls; it covers only what happens to be under it. */
  #givesWay(element: Element, surface: Surface, box: Box): boolean {
    if (surface.fixed) return false;
    for (let at: Element | null = element; at; at = drawnParent(at)) {
      const { position } = getComputedStyle(at);
      if (position === 'sticky') return !this.#isWholeView(at);
      if (position === 'fixed') return !this.#isWholeView(at) && (surface.apart || scrollsOut(box, rectOf(element)));
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
    const over: Cover[] = [];
    for (const cover of this.#covers) {
      if (!cover.opaque || (wasHit && !cover.unhittable) || areaOf(intersect(cover.box, seen.box)) === 0) continue;
      if (cover.pinned && !seen.surface.fixed && (seen.surface.apart || scrollsOut(seen.box, cover.box))) continue;
      if (cover.pseudo ? !this.#pseudoLiesOver(cover, seen) : !this.#boxLiesOver(cover, seen)) continue;
      if (containsBox(cover.box, seen.box, 2) && !isInHole(cover, seen.box)) return cover.element;
      over.push(cover);
    }
    return over.length > 1 && over.length <= MAX_COVERS_TOGETHER && coverTogether(over, seen.box) ? over[0]?.element : undefined;
  }

  #boxLiesOver({ element }: Cover, { owner, letters }: Seen): boolean {
    if (isDrawnInside(owner, element)) return false;
    if (letters === undefined && isDrawnInside(element, owner)) return false;
    return this.#liesOver(element, owner);
  }

  /** A positioned pseudo-element lies over what its element contains in the flow. */
  #pseudoLiesOver({ element }: Cover, { owner }: Seen): boolean {
    if (!isDrawnInside(owner, element)) return this.#liesOver(element, owner);
    for (let at: Element | null = owner; at && at !== element; at = drawnParent(at)) {
      if (getComputedStyle(at).position !== 'static') return false;
    }
    return true;
  }

  /** Whether text has the colour of a box behind it that is not its ancestor. */
  #isUnreadable(seen: Seen, letters: string): boolean {
    const { rgb } = parseColor(letters);
    for (const { element, box, color, pseudo } of this.#covers) {
      if (pseudo) continue;
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

const MAX_COVERS_TOGETHER = 40;

function isInHole({ hole }: Cover, box: Box): boolean {
  return hole !== undefined && areaOf(intersect(hole, box)) > 0.05 * areaOf(box);
}

/** Whether every part of a box is under one of the covers. */
function coverTogether(covers: readonly Cover[], box: Box): boolean {
  const shares = [0.02, 0.2, 0.4, 0.5, 0.6, 0.8, 0.98];
  return [0.25, 0.5, 0.75].every((down) =>
    shares.every((along) => {
      const x = box.left + (box.right - box.left) * along;
      const y = box.top + (box.bottom - box.top) * down;
      const point = { left: x, top: y, right: x + 0.01, bottom: y + 0.01 };
      return covers.some((cover) => containsBox(cover.box, point, 0) && !isInHole(cover, point));
    }),
  );
}

/** Whether scrolling the page brings a box out from under one that stays in place. */
function scrollsOut(box: Box, cover: Box): boolean {
  const page = scrollingElement();
  const up = scrollOf.top(page);
  const down = scrollOf.height(page) - innerHeight - up;
  const height = box.bottom - box.top;
  const isOutAbove = cover.top >= height && box.bottom - cover.top <= down;
  const isOutBelow = innerHeight - cover.bottom >= height && cover.bottom - box.top <= up;
  // Below the fold or above it, scrolling brings the box past the cover.
  return isOutAbove || isOutBelow || box.bottom <= cover.top || box.top >= cover.bottom;
}

function isOpaqueShape(element: Element, style: CSSStyleDeclaration): boolean {
  const tag = tagOf(element);
  if (!SHAPE.test(tag)) return false;
  return tag === 'image' || (style.fill !== 'none' && parseColor(style.fill).alpha * Number(style.fillOpacity) >= OPAQUE);
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
