import { type Box, heightOf, intersect, widthOf } from '../dom/box.ts';
import { oneLine } from '../dom/clean-text.ts';
import {
  attribute,
  drawnChildren,
  drawnParent,
  hasAttribute,
  isElement,
  isText,
  queryAll,
  rectOf,
  rootElement,
  tagOf,
} from '../dom/dom.ts';
import type { Rgb } from '../pass-types.ts';
import { enterSurface, isClosedAway, MIN_OPACITY, pageSurface, type Surface } from './surface.ts';
import { seeText } from './visible-text.ts';

const UNREAD = /^(?:select|textarea|input|iframe|script|style|noscript|template)$/;

/** Enough for names and titles; paragraphs are not read this way. */
const MAX_TEXT_CHARS = 300;

/** What a person sees of the document. Computes each element's style and surface once a pass. */
export class View {
  readonly #styles = new Map<Element, CSSStyleDeclaration>();
  readonly #surfaces = new Map<Element, Surface | undefined>();
  readonly #texts = new Map<Element, string>();
  readonly #page: Surface;

  constructor(background: Rgb) {
    this.#page = pageSurface(background);
  }

  style(element: Element): CSSStyleDeclaration {
    const known = this.#styles.get(element);
    if (known) return known;
    const style = getComputedStyle(element);
    this.#styles.set(element, style);
    return style;
  }

  /** The surface of an element's content; undefined when nothing of it is drawn. */
  surface(element: Element): Surface | undefined {
    if (this.#surfaces.has(element)) return this.#surfaces.get(element);
    const parent = drawnParent(element);
    const outer = parent ? this.surface(parent) : element === rootElement() ? this.#page : undefined;
    const closed = parent !== null && isClosedAway(element, parent);
    const surface = outer && !closed ? enterSurface(element, this.style(element), outer) : undefined;
    this.#surfaces.set(element, surface);
    return surface;
  }

  /** The visible part of an element's box; undefined when there is none. */
  box(element: Element, minSidePx = 3): Box | undefined {
    const surface = this.surface(element);
    if (!surface || surface.opacity < MIN_OPACITY || this.style(element).visibility !== 'visible') return undefined;
    return this.place(element, minSidePx);
  }

  /** Whether its box or any text in it is visible. */
  isSeen(element: Element): boolean {
    return this.box(element) !== undefined || this.text(element) !== '';
  }

  /** Like `box`, but also for transparent elements, which can take clicks. */
  place(element: Element, minSidePx = 3): Box | undefined {
    const parent = drawnParent(element);
    const surface = this.surface(element);
    const outer = parent ? this.surface(parent) : surface;
    if (!surface || !outer) return undefined;
    const { position } = this.style(element);
    const clip = position === 'fixed' ? outer.fixedClip : position === 'absolute' ? outer.absoluteClip : outer.clip;
    const own = rectOf(element);
    const shown = intersect(own, clip);
    if (widthOf(shown) < minSidePx || heightOf(shown) < minSidePx) return undefined;
    return isScrollWindow(this.style(element)) ? shown : intersect(shown, widened(surface.clip));
  }

  /** The visible text of an element in one line. */
  text(element: Element, limit = MAX_TEXT_CHARS): string {
    let text = this.#texts.get(element);
    if (text === undefined) {
      text = oneLine(this.#collect(element, 'seen', MAX_TEXT_CHARS));
      this.#texts.set(element, text);
    }
    return text.slice(0, limit);
  }

  /** Text that is rendered but not visible: image replacement, labels for screen readers. */
  concealedText(element: Element, limit = MAX_TEXT_CHARS): string {
    return oneLine(this.#collect(element, 'concealed', limit));
  }

  #collect(element: Element, what: 'seen' | 'concealed', limit: number): string {
    const surface = this.surface(element);
    if (!surface) return '';
    const style = this.style(element);
    const isClosed = tagOf(element) === 'details' && !hasAttribute(element, 'open');
    let text = '';
    for (const node of drawnChildren(element)) {
      if (text.length > limit) break;
      if (isText(node)) {
        if (isClosed) continue;
        const seen = seeText(node, element, style, surface);
        if (what === 'seen') text += seen ? seen.text : /^\s+$/.test(node.data) ? ' ' : '';
        else if (!seen && style.visibility === 'visible') text += node.data;
      } else if (isElement(node) && !UNREAD.test(tagOf(node))) {
        const tag = tagOf(node);
        if (tag === 'img' && what === 'seen' && this.box(node)) text += ` ${attribute(node, 'alt') ?? ''} `;
        const inline = this.style(node).display.startsWith('inline') && tag !== 'br';
        const inner = this.#collect(node, what, limit);
        text += inline ? inner : ` ${inner} `;
      }
    }
    return text;
  }

  /** Whether it contains a visible picture. */
  hasPicture(element: Element): boolean {
    return queryAll(element, 'img, svg, canvas').some((picture) => this.box(picture));
  }
}

const isScrollWindow = (style: CSSStyleDeclaration): boolean => /auto|scroll/.test(style.overflowX + style.overflowY);

/** The clip of an element's content does not include its border. */
const widened = (clip: Box): Box =>
  widthOf(clip) === 0 ? clip : { left: clip.left - 20, top: clip.top - 20, right: clip.right + 20, bottom: clip.bottom + 20 };
