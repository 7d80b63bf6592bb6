import { type Box, containsBox, heightOf, intersect, widthOf } from '../dom/box.ts';
import { blend, isReadable, parseColor } from '../dom/color.ts';
import { closest, comparePosition, createRange, drawnParent, isDrawnInside, queryAll, rectOf, stackAt, tagOf } from '../dom/dom.ts';
import type { Rgb } from '../pass-types.ts';
import { MIN_OPACITY, type Surface } from './surface.ts';

/** Lower lines of text are unreadable: about a 5 px font. */
const MIN_LINE_PX = 6;
/** Narrower pieces of a line are unreadable. */
const MIN_PIECE_PX = 2;

export interface SeenText {
  /** As in the document; shorter when the rest is clipped. */
  text: string;
  cut: boolean;
  /** Around the visible part. */
  box: Box;
}

let range: Range | undefined;

/** Returns the visible part of a text node. */
export function seeText(node: Text, parent: Element, style: CSSStyleDeclaration, surface: Surface): SeenText | undefined {
  if (style.visibility !== 'visible' || surface.opacity < MIN_OPACITY) return undefined;
  // Drawn as dots.
  if (!/^(?:none)?$/.test(style.getPropertyValue('-webkit-text-security'))) return undefined;
  const text = Object.getOwnPropertyDescriptor(CharacterData.prototype, 'data')?.get?.call(node) as string;
  range ??= createRange();
  range.selectNodeContents(node);
  const rects = range.getClientRects();
  const box = visibleBox(rects, surface);
  if (!box) return undefined;
  if (!isPainted(parent, style, surface, box)) return undefined;
  if (Array.prototype.every.call(rects, (rect: DOMRect) => isInside(rect, surface.clip))) return { text, cut: false, box };
  const shown = visiblePrefix(node, text, surface.clip);
  return { text: shown, cut: shown.trimEnd().length < text.trimEnd().length, box };
}

function isInside(rect: Box, clip: Box): boolean {
  const shown = intersect(rect, clip);
  return widthOf(shown) >= (rect.right - rect.left) * 0.9 && heightOf(shown) >= (rect.bottom - rect.top) * 0.4;
}

function visibleBox(rects: DOMRectList, surface: Surface): Box | undefined {
  let union: Box | undefined;
  const limit = surface.apart ? undefined : surface.far;
  for (const rect of rects) {
    if (rect.height < MIN_LINE_PX || rect.width < 0.5) continue;
    const shown = intersect(rect, surface.clip);
    if (widthOf(shown) < Math.min(MIN_PIECE_PX, rect.width) || heightOf(shown) < Math.min(MIN_LINE_PX, rect.height * 0.4)) continue;
    if (limit && (rect.left > limit.right || rect.top > limit.bottom)) continue;
    union = union
      ? {
          left: Math.min(union.left, shown.left),
          top: Math.min(union.top, shown.top),
          right: Math.max(union.right, shown.right),
          bottom: Math.max(union.bottom, shown.bottom),
        }
      : shown;
  }
  return union;
}

/** Cuts the text after its last visible character. */
function visiblePrefix(node: Text, text: string, clip: Box): string {
  const shows = (index: number): boolean => {
    if (!range) return true;
    range.setStart(node, index);
    range.setEnd(node, index + 1);
    const rect = range.getBoundingClientRect();
    return rect.width > 0 && isInside(rect, clip);
  };
  const solid: number[] = [];
  for (let index = 0; index < text.length; index++) if (!/\s/.test(text[index] as string)) solid.push(index);
  const first = solid.findIndex((index, place) => place > 400 || shows(index));
  if (first < 0) return '';
  let low = first;
  let high = solid.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (shows(solid[middle] as number)) low = middle;
    else high = middle - 1;
  }
  return text.slice(solid[first], (solid[low] ?? 0) + 1);
}

function isPainted(parent: Element, style: CSSStyleDeclaration, surface: Surface, box: Box): boolean {
  if (surface.lettersPainted) return true;
  const isSvg = style.fill !== '' && tagOf(parent) !== 'body' && /^(?:text|tspan|textPath)$/.test(tagOf(parent));
  const css = isSvg ? style.fill : style.webkitTextFillColor || style.color;
  const { rgb, alpha } = css === 'none' ? { rgb: [0, 0, 0] as const, alpha: 0 } : parseColor(css);
  const strength = alpha * surface.opacity * (isSvg ? Number(style.fillOpacity) : 1);
  const behind = (isSvg ? colorsOfShapes(parent, box, surface) : undefined) ?? surface.behind;
  const reads = (color: Rgb, share: number): boolean => {
    if (share < MIN_OPACITY) return false;
    const shown = surface.shown(color);
    return behind.length === 0 || behind.some((under) => isReadable(blend(shown, share, under), under));
  };
  if (isOutlined(style, surface, reads)) return true;
  if (strength < MIN_OPACITY) return false;
  return reads([...rgb], strength) || (behind === surface.behind && hasPictureBehind(parent, box, surface));
}

/** Letters that a field or a style sheet draws, lower than this, are unreadable. */
const MIN_FONT_PX = 5;
const FAR_INDENT_PX = 200;

/** Whether letters with this style can be read on a surface: for what a field or a pseudo-element draws. */
export function drawsReadably(style: CSSStyleDeclaration, surface: Surface): boolean {
  if (style.visibility !== 'visible' || Number.parseFloat(style.fontSize) < MIN_FONT_PX) return false;
  if (Math.abs(Number.parseFloat(style.textIndent)) > FAR_INDENT_PX) return false;
  const { rgb, alpha } = parseColor(style.webkitTextFillColor || style.color);
  const strength = alpha * surface.opacity;
  if (style.textShadow !== 'none' || Number.parseFloat(style.webkitTextStrokeWidth) > 0) return true;
  if (strength < MIN_OPACITY) return false;
  const shown = surface.shown(rgb);
  return surface.behind.length === 0 || surface.behind.some((under) => isReadable(blend(shown, strength, under), under));
}

/** A shadow that is drawn farther away is not where the text is. */
const FAR_SHADOW_PX = 400;

/** Whether a shadow or a stroke draws the letters in a colour that can be read. */
function isOutlined(style: CSSStyleDeclaration, surface: Surface, reads: (color: Rgb, share: number) => boolean): boolean {
  if (Number.parseFloat(style.webkitTextStrokeWidth) > 0) {
    const { rgb, alpha } = parseColor(style.webkitTextStrokeColor);
    if (reads(rgb, alpha * surface.opacity)) return true;
  }
  if (style.textShadow === 'none') return false;
  for (const [, color = '', x, y] of style.textShadow.matchAll(/([a-z]+\([^()]*\))\s+(-?[\d.]+)px\s+(-?[\d.]+)px/g)) {
    if (Math.abs(Number(x)) > FAR_SHADOW_PX || Math.abs(Number(y)) > FAR_SHADOW_PX) continue;
    const { rgb, alpha } = parseColor(color);
    if (reads(rgb, alpha * surface.opacity)) return true;
  }
  return false;
}

const SHAPES = 'rect, circle, ellipse, path, polygon, image';
const MAX_SHAPES = 200;

/** The colour of the topmost shape that is drawn before an SVG text and holds it; undefined when there is none. */
function colorsOfShapes(parent: Element, box: Box, surface: Surface): Rgb[] | undefined {
  const svg = closest(parent, 'svg');
  if (!svg) return undefined;
  let colors: Rgb[] | undefined;
  for (const shape of queryAll(svg, SHAPES).slice(0, MAX_SHAPES)) {
    if ((comparePosition(shape, parent) & Node.DOCUMENT_POSITION_FOLLOWING) === 0) break;
    if (!containsBox(rectOf(shape), box, 2)) continue;
    const style = getComputedStyle(shape);
    if (tagOf(shape) === 'image' || style.fill.includes('url(')) colors = [];
    else if (tagOf(shape) !== 'path' && style.fill !== 'none' && parseColor(style.fill).alpha * Number(style.fillOpacity) >= 0.95)
      colors = [surface.shown(parseColor(style.fill).rgb)];
  }
  return colors;
}

const PICTURES = 'img, video, canvas, picture, svg';

/** White text on a white page is readable when a picture or a box of another colour is between them. */
function hasPictureBehind(parent: Element, box: Box, surface: Surface): boolean {
  const x = (box.left + box.right) / 2;
  const y = (box.top + box.bottom) / 2;
  if (x >= 0 && y >= 0 && x < innerWidth && y < innerHeight) {
    for (const element of stackAt(x, y)) {
      if (isDrawnInside(parent, element)) continue;
      if (/^(?:img|video|canvas|svg|picture|path|rect|circle|image)$/.test(tagOf(element))) return true;
      const style = getComputedStyle(element);
      if (style.backgroundImage.includes('url(')) return true;
      const own = parseColor(style.webkitTextFillColor || getComputedStyle(parent).color);
      const back = parseColor(style.backgroundColor);
      const front = surface.shown(parseColor(getComputedStyle(parent).color).rgb);
      if (back.alpha > 0.5 && own.alpha > 0 && isReadable(front, back.rgb)) return true;
    }
  }
  let holder: Element | null = parent;
  for (let steps = 0; holder && steps < 4; steps++) {
    const overlaps = queryAll(holder, PICTURES).some((picture) => {
      const shown = intersect(rectOf(picture), box);
      return widthOf(shown) > widthOf(box) * 0.5 && heightOf(shown) > heightOf(box) * 0.5;
    });
    if (overlaps) return true;
    holder = drawnParent(holder);
  }
  return false;
}
