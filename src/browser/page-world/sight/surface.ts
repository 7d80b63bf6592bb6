import { type Box, EVERYWHERE, heightOf, intersect, NOWHERE, widthOf } from '../dom/box.ts';
import { clipPathBox } from '../dom/clip-path.ts';
import { blend, gradientColors, parseColor } from '../dom/color.ts';
import { body, hasAttribute, matches, parentNode, rectOf, rootElement, scrollOf, tagOf } from '../dom/dom.ts';
import type { Rgb } from '../pass-types.ts';
import { blendMode, filterColors, type Shown } from './color-effects.ts';
import { pictureColors } from './data-pictures.ts';

/** What an element's children are drawn on; inherited down the tree. */
export interface Surface {
  opacity: number;
  /** Clips of children in the flow, of absolutely positioned and of fixed ones. */
  clip: Box;
  absoluteClip: Box;
  fixedClip: Box;
  /** What shows without scrolling the containers: where hit testing works. */
  window: Box;
  /** Possible background colours; empty for a picture. */
  behind: Rgb[];
  /** What colours that are painted here look like, after filters and blending. */
  shown: Shown;
  /** The background fills the letters (`background-clip: text`). */
  lettersPainted: boolean;
  /** Content beyond these positions (px) counts as hidden: nobody scrolls across empty screens. */
  far: { right: number; bottom: number };
  /** In a scroll container or a fixed element: not in the flow of the page. */
  apart: boolean;
  fixed: boolean;
  inert: boolean;
}

/** Below this opacity a person sees nothing. */
export const MIN_OPACITY = 0.1;
/** Content clipped to less than this is hidden on purpose. */
const MIN_SIDE_PX = 3;

export function pageSurface(background: Rgb): Surface {
  const root = rootElement();
  const style = getComputedStyle(root);
  const bodyElement = body();
  const bodyStyle = bodyElement ? getComputedStyle(bodyElement) : style;
  const page = {
    left: -scrollX - (style.direction === 'rtl' ? 1e6 : 0),
    top: -scrollY,
    right: Math.max(scrollOf.width(root) - scrollX, innerWidth),
    bottom: Math.max(scrollOf.height(root), bodyElement ? scrollOf.height(bodyElement) : 0) - scrollY,
  };
  const overflowX = style.overflowX === 'visible' ? bodyStyle.overflowX : style.overflowX;
  if (overflowX === 'hidden' || overflowX === 'clip') page.right = Math.min(page.right, innerWidth);
  return {
    opacity: 1,
    clip: page,
    absoluteClip: page,
    fixedClip: { left: 0, top: 0, right: innerWidth, bottom: innerHeight },
    window: EVERYWHERE,
    behind: [background],
    shown: (color) => color,
    lettersPainted: false,
    far: farAway(bodyElement),
    apart: false,
    fixed: false,
    inert: false,
  };
}

function farAway(flow: Element | null): Surface['far'] {
  const rect = flow ? rectOf(flow) : undefined;
  return {
    right: Math.max(rect?.right ?? 0, innerWidth) + innerWidth,
    bottom: Math.max(rect?.bottom ?? 0, innerHeight) + 2 * innerHeight,
  };
}

/** The surface of an element's children; undefined when nothing in it is visible. */
export function enterSurface(element: Element, style: CSSStyleDeclaration, outer: Surface): Surface | undefined {
  if (style.display === 'none' || style.contentVisibility === 'hidden') return undefined;
  if (style.display === 'contents') return outer;
  const opacity = outer.opacity * Number(style.opacity) * filterOpacity(style);
  const position = style.position;
  const fixed = outer.fixed || position === 'fixed';
  let clip = position === 'fixed' ? outer.fixedClip : position === 'absolute' ? outer.absoluteClip : outer.clip;
  let absoluteClip = position === 'static' ? outer.absoluteClip : clip;
  let fixedClip = outer.fixedClip;
  let apart = outer.apart || position === 'fixed';
  let visible = position === 'fixed' ? EVERYWHERE : outer.window;
  const isRoot = element === rootElement() || element === body();
  const framed =
    style.transform !== 'none' ||
    style.translate !== 'none' ||
    style.scale !== 'none' ||
    style.rotate !== 'none' ||
    style.filter !== 'none' ||
    style.perspective !== 'none' ||
    /paint|strict|content/.test(style.contain);

  if (!isRoot) {
    let own: Box | undefined;
    if (style.clipPath !== 'none') {
      own ??= rectOf(element);
      clip = intersect(clip, clipPathBox(style.clipPath, own));
      absoluteClip = intersect(absoluteClip, clip);
      fixedClip = intersect(fixedClip, clip);
    }
    if (style.clip !== 'auto' && (position === 'absolute' || position === 'fixed')) {
      own ??= rectOf(element);
      clip = intersect(clip, clipRect(style.clip, own));
      absoluteClip = intersect(absoluteClip, clip);
    }
    if (style.maskImage !== 'none' && isEmptyMask(style.maskImage)) clip = absoluteClip = fixedClip = NOWHERE;
    if (style.backfaceVisibility === 'hidden' && turnedAway(element)) clip = absoluteClip = fixedClip = NOWHERE;
    const scrollsX = style.overflowX === 'auto' || style.overflowX === 'scroll';
    const scrollsY = style.overflowY === 'auto' || style.overflowY === 'scroll';
    if (style.overflowX !== 'visible' || style.overflowY !== 'visible' || framed) {
      own ??= rectOf(element);
      const clipsX = style.overflowX !== 'visible';
      const clipsY = style.overflowY !== 'visible';
      if (clipsX || clipsY) {
        const frame = {
          left: clipsX ? own.left : EVERYWHERE.left,
          right: clipsX ? own.right : EVERYWHERE.right,
          top: clipsY ? own.top : EVERYWHERE.top,
          bottom: clipsY ? own.bottom : EVERYWHERE.bottom,
        };
        const window = intersect(clip, frame);
        visible = intersect(visible, frame);
        if (widthOf(window) < MIN_SIDE_PX || heightOf(window) < MIN_SIDE_PX) {
          clip = NOWHERE;
        } else {
          clip = scrollsX || scrollsY ? scrollable(element, style, own, window, scrollsX, scrollsY) : window;
          apart ||= scrollsX || scrollsY;
        }
      }
    }
  }
  if (position !== 'static' || framed) absoluteClip = clip;
  if (framed) fixedClip = clip;
  const shown = shownIn(style, outer);
  const paint = backgroundOf(style, outer, shown);
  return {
    opacity,
    clip,
    absoluteClip,
    fixedClip,
    window: visible,
    far: outer.far,
    apart,
    fixed,
    behind: paint.behind,
    shown,
    lettersPainted: paint.lettersPainted,
    inert: outer.inert || hasAttribute(element, 'inert'),
  };
}

/** Everything that scrolling brings into the window of a scroll container. */
function scrollable(element: Element, style: CSSStyleDeclaration, own: Box, window: Box, scrollsX: boolean, scrollsY: boolean): Box {
  const left = own.left - scrollOf.left(element);
  const top = own.top - scrollOf.top(element);
  const width = scrollOf.width(element);
  const fromRight = style.direction === 'rtl' ? width : 0;
  return {
    left: scrollsX ? left - fromRight : window.left,
    right: scrollsX ? left + width + 1 : window.right,
    top: scrollsY ? top : window.top,
    bottom: scrollsY ? top + scrollOf.height(element) + 1 : window.bottom,
  };
}

function filterOpacity(style: CSSStyleDeclaration): number {
  if (style.filter === 'none') return 1;
  const opacity = /opacity\(([\d.]+)\)/.exec(style.filter);
  const blur = /blur\(([\d.]+)px\)/.exec(style.filter);
  if (blur && Number(blur[1]) > Math.max(6, Number.parseFloat(style.fontSize) / 2)) return 0;
  return opacity ? Number(opacity[1]) : 1;
}

/** Parses `rect(0px, 0px, 0px, 0px)`, relative to the element's corner. */
function clipRect(clip: string, own: Box): Box {
  const [top, right, bottom, left] = (/rect\((.*)\)/.exec(clip)?.[1] ?? '').split(/[ ,]+/).map((side) => Number.parseFloat(side));
  const side = (value: number | undefined, other: number, base: number) =>
    value === undefined || Number.isNaN(value) ? other : base + value;
  return {
    left: side(left, own.left, own.left),
    top: side(top, own.top, own.top),
    right: side(right, own.right, own.left),
    bottom: side(bottom, own.bottom, own.top),
  };
}

function isEmptyMask(mask: string): boolean {
  const colors = mask.includes('gradient') ? gradientColors(mask) : [];
  return colors.length > 0 && colors.every(({ alpha }) => alpha < MIN_OPACITY);
}

function turnedAway(element: Element): boolean {
  let turn = new DOMMatrix();
  for (let at: Node | null = element; at; at = parentNode(at)) {
    if (!(at instanceof Element)) continue;
    const style = getComputedStyle(at);
    const axis = /^([xy]) (-?[\d.]+)deg$/.exec(style.rotate);
    if (axis) turn = new DOMMatrix().rotateAxisAngle(axis[1] === 'x' ? 1 : 0, axis[1] === 'y' ? 1 : 0, 0, Number(axis[2])).multiply(turn);
    if (style.transform !== 'none') turn = new DOMMatrix(style.transform).multiply(turn);
    if (at !== element && style.transformStyle !== 'preserve-3d') break;
  }
  return turn.m33 < -0.01;
}

function shownIn(style: CSSStyleDeclaration, outer: Surface): Shown {
  const filter = filterColors(style.filter);
  const [under] = outer.behind;
  const mix = under && style.mixBlendMode !== 'normal' ? blendMode(style.mixBlendMode, under) : undefined;
  if (!filter && !mix) return outer.shown;
  return (color) => {
    const painted = outer.shown(filter ? filter(color) : color);
    return mix ? mix(painted) : painted;
  };
}

function backgroundOf(style: CSSStyleDeclaration, outer: Surface, shown: Shown): Pick<Surface, 'behind' | 'lettersPainted'> {
  const lettersPainted =
    style.backgroundClip.includes('text') && (style.backgroundImage !== 'none' || style.backgroundColor !== 'rgba(0, 0, 0, 0)');
  if (lettersPainted) return { behind: outer.behind, lettersPainted };
  let behind = outer.behind;
  if (style.backgroundColor !== 'rgba(0, 0, 0, 0)') {
    const { rgb, alpha } = parseColor(style.backgroundColor);
    behind = alpha >= 1 ? [shown(rgb)] : behind.map((under) => blend(shown(rgb), alpha, under));
  }
  if (style.backgroundImage !== 'none') {
    const colors = style.backgroundImage.includes('url(') ? pictureColors(style.backgroundImage) : gradientColors(style.backgroundImage);
    behind =
      colors.length === 0 ? [] : colors.flatMap(({ rgb, alpha }) => behind.map((under) => blend(shown(rgb), alpha, under))).slice(0, 16);
  }
  return { behind, lettersPainted: outer.lettersPainted && behind === outer.behind };
}

/** Whether it is the hidden content of a closed `<details>`. */
export function isClosedAway(element: Element, parent: Element): boolean {
  if (tagOf(parent) !== 'details' || hasAttribute(parent, 'open')) return false;
  return !matches(element, 'summary:first-of-type');
}
