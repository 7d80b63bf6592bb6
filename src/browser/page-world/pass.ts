import { disambiguate } from './controls/disambiguate.ts';
import { fingerprint } from './controls/fingerprint.ts';
import { explicitRole } from './controls/roles.ts';
import { cleanText } from './dom/clean-text.ts';
import { documentTitle, drawnParent, focused, isDrawnInside, rootElement, tagOf } from './dom/dom.ts';
import type { ElementRegistry } from './element-registry.ts';
import type { Block, Group, PassRequest, PassResult } from './pass-types.ts';
import { Sink } from './walk/draft.ts';
import { isRow, readRow, readTable } from './walk/tables.ts';
import { PageWalk } from './walk/walk.ts';

/** Reads a document, or the part of it below `root`. */
export function pass(root: Element, request: PassRequest, registry: ElementRegistry): PassResult {
  registry.startAt(request.from);
  const walk = new PageWalk(root, request, registry);
  const sink = new Sink();
  const context = { cursor: 'auto', skipText: false, clickable: false };
  const isWhole = root === rootElement();
  if (!isWhole && isRow(root)) {
    const table = drawnTable(root);
    const read = table && readTable(walk, table, context);
    if (read) sink.block({ ...read, rows: read.rows.length > 0 ? read.rows : [readRow(walk, root, context)] });
  } else {
    walk.element(root, sink, context);
  }
  walk.occlusion.hideCovered();
  const visible = walk.controls.made.filter(({ item }) => !item.hidden);
  disambiguate(visible, walk);
  for (const { control, element } of visible) registry.describe(control.n, fingerprint(element));
  const active = focused();
  const focus = active && visible.find(({ element }) => element === active)?.control.n;
  const blocks: Block[] = walk.finish(sink);
  const dialogSink = new Sink();
  for (const dialog of walk.dialogs) dialogSink.block(dialog);
  return {
    document: registry.document,
    url: location.href,
    title: cleanText(documentTitle()),
    dialogs: walk.finish(dialogSink) as Group[],
    blocks,
    next: registry.next,
    hidden: walk.controls.hidden,
    focus: focus ?? undefined,
  };
}

function drawnTable(row: Element): Element | undefined {
  for (let at = drawnParent(row); at; at = drawnParent(at)) {
    if (tagOf(at) === 'table' || /^(?:table|grid|treegrid)$/.test(explicitRole(at))) return isDrawnInside(row, at) ? at : undefined;
  }
  return undefined;
}
