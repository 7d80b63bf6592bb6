import { areaOf, type Box, intersect } from '../dom/box.ts';
import { gradientColors, parseColor } from '../dom/color.ts';
import { drawnParent, rectOf, tagOf } from '../dom/dom.ts';
import { flattensBackdrop } from './color-effects.ts';
import { MIN_OPACITY, type Surface } from './surface.ts';

/** A painted box that may lie over content. */
export interface Cover {
  element: Element;
  box: Box;
  /** A hole in it: a shadow or an outline is drawn around a box. */
  hole?: Box;
  color: string;
  /** Nothing shows through. */
  opaque: boolean;
  pinned: boolean;
  /** Hit testing goes through it, or cannot tell it from its element. */
  unhittable: boolean;
  /** Of a pseudo-element: it lies over the content of its own element. */
  pseudo?: boolean;
}

export const OPAQUE = 0.95;
export const PICTURE = /^(?:img|video|canvas|iframe|embed|object)$/;
const MIN_COVER_AREA = 100;

/** Whether a gradient has no transparent part. */
const isSolidGradient = (image: string): boolean => {
  if (!image.includes('gradient(') || image.includes('url(')) return false;
  const colors = gradientColors(image);
  return colors.length > 0 && colors.every(({ alpha }) => alpha >= OPAQUE);
};

/** Whether the background of a style lets nothing through. */
export function hasOpaqueBackground(style: CSSStyleDeclaration): boolean {
  return (
    parseColor(style.backgroundColor).alpha >= OPAQUE || isSolidGradient(style.backgroundImage) || flattensBackdrop(style.backdropFilter)
  );
}

/** What an element and its pseudo-elements paint over other content. */
export function coversOf(element: Element, style: CSSStyleDeclaration, surface: Surface): Cover[] {
  if (surface.opacity < MIN_OPACITY || style.visibility !== 'visible') return [];
  const pinned = style.position === 'fixed' || style.position === 'sticky' || surface.fixed;
  const found: Cover[] = [];
  // In a raised element, hit testing finds what has no position itself, unless clicks go through it.
  if (overlaps(style) || style.pointerEvents === 'none') found.push(...paintedBoxes(element, style, surface, pinned));
  for (const name of ['::before', '::after'] as const) {
    const cover = pseudoCover(element, name, style, surface, pinned);
    if (cover) found.push(cover);
  }
  return found;
}

function overlaps(style: CSSStyleDeclaration): boolean {
  const raised = style.position === 'absolute' || style.position === 'fixed' || style.zIndex !== 'auto' || style.transform !== 'none';
  return raised || Number.parseFloat(style.marginTop) < 0 || Number.parseFloat(style.marginBottom) < 0 || style.float !== 'none';
}

function paintedBoxes(element: Element, style: CSSStyleDeclaration, surface: Surface, pinned: boolean): Cover[] {
  const own = rectOf(element);
  const unhittable = style.pointerEvents === 'none';
  const solid = surface.opacity >= OPAQUE;
  const found: Cover[] = [];
  const isPainted =
    PICTURE.test(tagOf(element)) || hasOpaqueBackground(style) || parseColor(style.backgroundColor).alpha * surface.opacity >= OPAQUE;
  const border = filledByBorder(style, own);
  const inset = insetShadow(style, own);
  if (isPainted || border || inset || /gradient|url\(/.test(style.backgroundImage)) {
    const box = intersect(own, surface.clip);
    const opaque = solid && (isPainted || border !== undefined || inset !== undefined);
    const color = isPainted ? style.backgroundColor : (border ?? inset ?? style.backgroundColor);
    if (areaOf(box) >= MIN_COVER_AREA)
      found.push({ element, box, color, opaque, pinned, unhittable: unhittable || border !== undefined || inset !== undefined });
  }
  const around = solid ? drawnAround(style, own) : undefined;
  if (around) found.push({ element, ...around, box: intersect(around.box, surface.clip), opaque: true, pinned, unhittable: true });
  return found;
}

const px = (value: string): number => Number.parseFloat(value) || 0;

/** The colour of a border that fills the whole box. */
function filledByBorder(style: CSSStyleDeclaration, own: Box): string | undefined {
  const sides = [style.borderTopWidth, style.borderBottomWidth, style.borderLeftWidth, style.borderRightWidth].map(px);
  const [top = 0, bottom = 0, left = 0, right = 0] = sides;
  if (top + bottom + left + right < 10) return undefined;
  const high = top + bottom >= own.bottom - own.top - 1;
  const wide = left + right >= own.right - own.left - 1;
  if (!high && !wide) return undefined;
  const color = high
    ? top > bottom
      ? style.borderTopColor
      : style.borderBottomColor
    : left > right
      ? style.borderLeftColor
      : style.borderRightColor;
  return parseColor(color).alpha >= OPAQUE ? color : undefined;
}

interface BoxShadow {
  color: string;
  x: number;
  y: number;
  blur: number;
  spread: number;
  inset: boolean;
}

function shadowsOf(style: CSSStyleDeclaration): BoxShadow[] {
  if (style.boxShadow === 'none' || style.boxShadow === '') return [];
  return Array.from(
    style.boxShadow.matchAll(/([a-z]+\([^()]*\))\s+(-?[\d.]+)px\s+(-?[\d.]+)px\s+([\d.]+)px\s+(-?[\d.]+)px(\s+inset)?/g),
    ([, color = '', x, y, blur, spread, inset]) => ({
      color,
      x: Number(x),
      y: Number(y),
      blur: Number(blur),
      spread: Number(spread),
      inset: inset !== undefined,
    }),
  );
}

function insetShadow(style: CSSStyleDeclaration, own: Box): string | undefined {
  const half = Math.min(own.right - own.left, own.bottom - own.top) / 2;
  return shadowsOf(style).find(
    ({ color, spread, blur, inset }) => inset && half > 0 && spread - blur / 2 >= half - 1 && parseColor(color).alpha >= OPAQUE,
  )?.color;
}

const MIN_AROUND_PX = 10;

/** What a broad outline or shadow paints around a box. */
function drawnAround(style: CSSStyleDeclaration, own: Box): { box: Box; hole: Box; color: string } | undefined {
  const grown = (by: number, x = 0, y = 0): Box => ({
    left: own.left - by + x,
    top: own.top - by + y,
    right: own.right + by + x,
    bottom: own.bottom + by + y,
  });
  const outline = style.outlineStyle === 'none' ? 0 : px(style.outlineWidth);
  if (outline >= MIN_AROUND_PX && parseColor(style.outlineColor).alpha >= OPAQUE)
    return { box: grown(outline + px(style.outlineOffset)), hole: own, color: style.outlineColor };
  const shadow = shadowsOf(style).find(
    ({ color, spread, x, y, blur, inset }) =>
      !inset && spread + Math.max(Math.abs(x), Math.abs(y)) >= MIN_AROUND_PX && blur <= 10 && parseColor(color).alpha >= OPAQUE,
  );
  return shadow && { box: grown(shadow.spread - shadow.blur, shadow.x, shadow.y), hole: own, color: shadow.color };
}

/** A pseudo-element has no box of its own to ask for, but its used sizes are in its style. */
function pseudoCover(
  element: Element,
  name: '::before' | '::after',
  style: CSSStyleDeclaration,
  surface: Surface,
  pinned: boolean,
): Cover | undefined {
  const drawn = getComputedStyle(element, name);
  if (drawn.content === 'none' || drawn.content === 'normal') return undefined;
  const { position } = drawn;
  if ((position !== 'absolute' && position !== 'fixed') || drawn.visibility !== 'visible' || drawn.display === 'none') return undefined;
  if (Number(drawn.opacity) * surface.opacity < OPAQUE || px(drawn.zIndex) < 0 || !hasOpaqueBackground(drawn)) return undefined;
  const holder = position === 'fixed' ? undefined : containingBlock(element, style);
  const around = holder ? rectOf(holder) : { left: 0, top: 0 };
  const borders = holder ? getComputedStyle(holder) : undefined;
  const left = around.left + px(borders?.borderLeftWidth ?? '') + px(drawn.left) + px(drawn.marginLeft);
  const top = around.top + px(borders?.borderTopWidth ?? '') + px(drawn.top) + px(drawn.marginTop);
  const isBorderBox = drawn.boxSizing === 'border-box';
  const extra = (...widths: string[]) => (isBorderBox ? 0 : widths.reduce((sum, width) => sum + px(width), 0));
  const width = px(drawn.width) + extra(drawn.paddingLeft, drawn.paddingRight, drawn.borderLeftWidth, drawn.borderRightWidth);
  const height = px(drawn.height) + extra(drawn.paddingTop, drawn.paddingBottom, drawn.borderTopWidth, drawn.borderBottomWidth);
  const moved = drawn.transform === 'none' ? { e: 0, f: 0, a: 1, d: 1 } : new DOMMatrix(drawn.transform);
  if (moved.a !== 1 || moved.d !== 1) return undefined;
  const box = { left: left + moved.e, top: top + moved.f, right: left + moved.e + width, bottom: top + moved.f + height };
  const clip = position === 'fixed' ? surface.fixedClip : surface.absoluteClip;
  const shown = intersect(box, clip);
  if (areaOf(shown) < MIN_COVER_AREA) return undefined;
  return {
    element,
    box: shown,
    color: drawn.backgroundColor,
    opaque: true,
    pinned: pinned || position === 'fixed',
    unhittable: true,
    pseudo: true,
  };
}

function containingBlock(element: Element, style: CSSStyleDeclaration): Element | undefined {
  if (style.position !== 'static' || style.transform !== 'none') return element;
  for (let at = drawnParent(element); at; at = drawnParent(at)) {
    const around = getComputedStyle(at);
    if (around.position !== 'static' || around.transform !== 'none') return at;
  }
  return undefined;
}
