import { ControlMaker } from '../controls/make-control.ts';
import { isRelated } from '../controls/names.ts';
import { controlRole, explicitRole, groupRole, holdsControls, isClickable, isField } from '../controls/roles.ts';
import { oneLine } from '../dom/clean-text.ts';
import { attribute, byId, hasAttribute, isAwaitedFrame, isElement, isText, matches, queryAll, tagOf } from '../dom/dom.ts';
import type { ElementRegistry } from '../element-registry.ts';
import type { Block, PassRequest, Rgb } from '../pass-types.ts';
import { pointersOnHover } from '../pointer/hover-rules.ts';
import { Occlusion } from '../sight/occlusion.ts';
import { View } from '../sight/view.ts';
import { seeText } from '../sight/visible-text.ts';
import { type DraftGroup, type DraftText, finish, Sink } from './draft.ts';
import { foldedChildren, omittedChildren } from './fold.ts';
import { groupName, isDialog, isOverlay, unseenTitle } from './groups.ts';
import { isDataTable, readTable } from './tables.ts';
import type { Context, Walk } from './walk-types.ts';

/** Longer text in a control is content with a link around it. */
const MAX_NAME_CHARS = 100;
const HEADING = /^h([1-6])$/;
/** Not `script` and `style`: a page can display these. */
const INVISIBLE_KINDS =
  /^(?:template|noscript|head|meta|link|base|datalist|param|source|track|option|optgroup|defs|symbol|clippath|mask|metadata)$/i;

/** Walks the rendered tree once and collects its blocks. */
export class PageWalk implements Walk {
  readonly view: View;
  readonly registry: ElementRegistry;
  readonly request: PassRequest;
  readonly occlusion = new Occlusion();
  readonly dialogs: DraftGroup[] = [];
  readonly controls: ControlMaker;
  readonly root: Element;
  readonly shownLabels = new Set<Element>();
  #pointersOnHover: ((element: Element) => boolean) | undefined;

  constructor(root: Element, request: PassRequest, registry: ElementRegistry) {
    this.root = root;
    this.request = request;
    this.registry = registry;
    this.view = new View(request.background as Rgb);
    this.controls = new ControlMaker(this);
    for (const field of queryAll(
      root,
      'input[aria-labelledby], select[aria-labelledby], textarea[aria-labelledby], [role][aria-labelledby]',
    ))
      this.#skipLabels(field);
  }

  /** A label that names a field is not shown again as text. */
  #skipLabels(field: Element): void {
    const role = controlRole(field);
    if (!role || !isField(role) || !this.controls.isShown(field)) return;
    for (const id of (attribute(field, 'aria-labelledby') ?? '').trim().split(/\s+/)) {
      const label = id === '' ? null : byId(field, id);
      if (label && label !== field && !HEADING.test(tagOf(label)) && !holdsControls(label)) this.shownLabels.add(label);
    }
  }

  finish(sink: Sink): Block[] {
    return finish(sink.blocks, this.request.limits.text, (element) => this.registry.numberOf(element));
  }

  children(parent: Element, sink: Sink, context: Context): void {
    const surface = this.view.surface(parent);
    if (!surface) return;
    const nodes = foldedChildren(this, parent);
    const style = this.view.style(parent);
    const isClosed = tagOf(parent) === 'details' && !hasAttribute(parent, 'open');
    for (const node of nodes) {
      if (isText(node)) {
        if (context.skipText || isClosed) continue;
        const seen = seeText(node, parent, style, surface);
        if (!seen) {
          if (/\s/.test(node.data) && surface.clip.right > surface.clip.left) sink.space();
          continue;
        }
        const turned = style.unicodeBidi.includes('override') && style.direction === 'rtl';
        const piece: DraftText = {
          t: 'text',
          text: turned ? [...oneLine(seen.text)].toReversed().join('') : seen.text,
          cut: seen.cut,
          hidden: false,
        };
        sink.add(piece, parent, surface.inert);
        if (/\S/.test(seen.text)) {
          const hide = () => {
            piece.hidden = true;
          };
          this.occlusion.noteSeen({ owner: parent, box: seen.box, surface, letters: style.color, hide });
        }
      } else if (isElement(node)) {
        this.element(node, sink, context);
      }
    }
    const rest = omittedChildren(this, parent);
    if (rest !== undefined) sink.block(rest);
  }

  element(element: Element, sink: Sink, context: Context): void {
    const tag = tagOf(element);
    if (INVISIBLE_KINDS.test(tag)) return;
    const surface = this.view.surface(element);
    const style = this.view.style(element);
    if (!surface) {
      if (tag === 'input') this.controls.hiddenFile(element, sink);
      return;
    }
    if (this.shownLabels.has(element)) return;
    this.occlusion.noteElement(element, style, surface);
    if (tag === 'br') {
      sink.breakLine();
      return;
    }
    if (tag === 'iframe' || tag === 'frame') {
      this.#frame(element, sink);
      return;
    }
    const role = controlRole(element);
    if (role) {
      this.#control(element, role, sink, context);
      return;
    }
    if (tag === 'label' && this.controls.label(element, sink, context)) return;
    if (tag === 'img' || tag === 'canvas' || (tag === 'svg' && (explicitRole(element) === 'img' || hasAttribute(element, 'aria-label')))) {
      this.#picture(element, tag, sink, context);
      return;
    }
    if (!context.skipText && !context.clickable && this.isOwnClick(element, style, context)) {
      this.#clickable(element, sink, context);
      return;
    }
    this.content(element, sink, { ...context, cursor: style.cursor });
  }

  isPointerOnHover(element: Element): boolean {
    this.#pointersOnHover ??= pointersOnHover(this.root);
    return this.#pointersOnHover(element);
  }

  isOwnClick(element: Element, style: CSSStyleDeclaration, context: Context): boolean {
    if (!isClickable(element, style, context.cursor) || !this.view.box(element)) return false;
    // A row around controls is only their wrapper.
    return !(tagOf(element) === 'tr' && holdsControls(element) && !hasAttribute(element, 'onclick'));
  }

  /** Adds the content of an element as the right kind of block. */
  content(element: Element, sink: Sink, context: Context): void {
    const tag = tagOf(element);
    const style = this.view.style(element);
    const inline = style.display.startsWith('inline') || style.display === 'contents';
    if ((isDialog(element) && this.view.isSeen(element)) || isOverlay(this, element, style)) {
      this.#dialog(element, context);
      return;
    }
    const heading = HEADING.exec(tag)?.[1] ?? (explicitRole(element) === 'heading' ? (attribute(element, 'aria-level') ?? '2') : undefined);
    if (heading && !context.skipText) {
      this.#heading(element, Number(heading), sink, context);
      return;
    }
    if (isDataTable(element, this.view)) {
      const table = readTable(this, element, context);
      if (table) {
        sink.block(table);
        return;
      }
    }
    const role = context.skipText ? undefined : groupRole(element);
    if (role && !/dialog/.test(role)) {
      this.#group(element, role, sink, context);
      return;
    }
    if (/^(?:td|th|dd)$/.test(tag) && style.display === 'table-cell') {
      sink.space();
      this.children(element, sink, context);
      return;
    }
    if (inline) {
      this.children(element, sink, context);
      return;
    }
    // A term and its description share a line.
    if (tag !== 'dd') sink.breakLine();
    this.children(element, sink, context);
    if (tag === 'dt') sink.colon();
    else sink.breakLine();
  }

  #heading(element: Element, level: number, sink: Sink, context: Context): void {
    sink.breakLine();
    const inner = new Sink();
    this.children(element, inner, context);
    for (const block of inner.blocks) {
      if (block.t === 'line') block.heading = level;
      sink.block(block);
    }
    sink.breakLine();
  }

  #group(element: Element, role: string, sink: Sink, context: Context): void {
    const inner = new Sink();
    this.children(element, inner, context);
    const name = groupName(this, element);
    // Without a name, these add nothing to their contents.
    const isPlain = /^(?:region|main|form|group|panel|toolbar|status|item|aside|search)$/.test(role) && name === '' && role !== 'item';
    if (isPlain || role === 'main') {
      for (const block of inner.blocks) sink.block(block);
      sink.breakLine();
      return;
    }
    sink.block({ t: 'group', role, name, blocks: inner.blocks, element, n: role === 'item' ? undefined : this.registry.numberOf(element) });
    sink.breakLine();
  }

  readonly folds = new Map<Element, { skipped: number; more: number; shown: number }>();

  #dialog(element: Element, context: Context): void {
    const inner = new Sink();
    const role = explicitRole(element) === 'alertdialog' ? 'alertdialog' : isDialog(element) ? 'dialog' : 'overlay';
    const modal = matches(element, ':modal') || attribute(element, 'aria-modal') === 'true';
    const claimed = groupName(this, element);
    this.children(element, inner, { ...context, skipText: false, clickable: false });
    const [heading] = queryAll(element, 'h1, h2, h3, h4, [role=heading]');
    const drawn = heading ? this.view.text(heading, 100) : '';
    const name = drawn !== '' && !isRelated(drawn, claimed) ? drawn : claimed || drawn;
    if (role === 'overlay' && inner.blocks.length === 0) return;
    this.dialogs.unshift({ t: 'group', role, name, blocks: inner.blocks, element, notes: modal ? ['modal'] : undefined });
  }

  #frame(element: Element, sink: Sink): void {
    const box = this.view.box(element, 8);
    const surface = this.view.surface(element);
    if (!box || !surface) return;
    const name = unseenTitle(attribute(element, 'title') ?? attribute(element, 'aria-label'));
    const background = surface.behind[0] ?? [255, 255, 255];
    sink.block({ t: 'frame', n: this.registry.numberOf(element), name, isAwaited: isAwaitedFrame(element), background });
  }

  #picture(element: Element, tag: string, sink: Sink, context: Context): void {
    const box = context.skipText ? undefined : this.view.box(element);
    if (!box) return;
    const name = oneLine(attribute(element, 'alt') ?? attribute(element, 'aria-label') ?? '').slice(0, 80);
    if (!context.clickable && this.isOwnClick(element, this.view.style(element), context)) {
      this.controls.emit(element, 'clickable', sink);
    } else if (tag === 'canvas') {
      const size = `${Math.round(box.right - box.left)}x${Math.round(box.bottom - box.top)}`;
      sink.add({ t: 'canvas', name, size }, element, false);
    } else if (name !== '') {
      sink.add({ t: 'image', alt: name }, element, false);
    }
  }

  #control(element: Element, role: string, sink: Sink, context: Context): void {
    const style = this.view.style(element);
    const isBlock = !style.display.startsWith('inline') && style.display !== 'contents';
    if (isBlock && !context.skipText) sink.breakLine();
    const inside = { ...context, cursor: style.cursor, clickable: true };
    if (isField(role) && !/^(?:checkbox|radio|switch)$/.test(role)) {
      this.controls.emit(element, role, sink);
      if (role !== 'editor' && tagOf(element) !== 'select' && tagOf(element) !== 'textarea')
        this.children(element, sink, { ...inside, skipText: true });
    } else {
      const nested = holdsControls(element);
      const text = this.view.text(element, MAX_NAME_CHARS + 50);
      const isContent = text.length > MAX_NAME_CHARS || (nested && text.length > 40) || queryAll(element, 'table, ul, ol').length > 0;
      const emitted = this.controls.emit(element, role, sink, isContent ? 'heading' : undefined);
      if (isContent || nested || !emitted) this.children(element, sink, { ...inside, skipText: emitted ? !isContent : true });
    }
    if (isBlock && !context.skipText) sink.breakLine();
  }

  /**
   * An element without a role that handles clicks: before its content, or with its text as name when it contains
   * nothing else.
   */
  #clickable(element: Element, sink: Sink, context: Context): void {
    const text = this.view.text(element, MAX_NAME_CHARS + 50);
    const inside = { ...context, cursor: 'pointer', clickable: true };
    if (holdsControls(element) || text.length > MAX_NAME_CHARS || /^(?:tr|li|table|ul|ol)$/.test(tagOf(element))) {
      const inner = new Sink();
      this.content(element, inner, { ...inside, clickable: true });
      const holder = new Sink();
      if (this.controls.emit(element, 'clickable', holder, 'none')) for (const block of holder.blocks) sink.block(block);
      for (const block of inner.blocks) sink.block(block);
      sink.breakLine();
      return;
    }
    this.#control(element, 'clickable', sink, context);
  }
}
