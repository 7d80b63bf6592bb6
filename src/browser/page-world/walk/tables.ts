import { explicitRole, holdsControls, isClickable } from '../controls/roles.ts';
import { areaOf } from '../dom/box.ts';
import { oneLine } from '../dom/clean-text.ts';
import { attribute, closest, drawnChildren, hasAttribute, isElement, matches, queryAll, rectOf, shadowOf, tagOf } from '../dom/dom.ts';
import type { View } from '../sight/view.ts';
import { type DraftRow, type DraftTable, flatten, Sink } from './draft.ts';
import { groupName } from './groups.ts';
import type { Context, Walk } from './walk-types.ts';

const TABLE_ROLES = /^(?:table|grid|treegrid)$/;
export const TABLES = 'table, [role=table], [role=grid], [role=treegrid]';
const CELLS = /^(?:td|th)$/;
const CELL_ROLES = /^(?:cell|gridcell|columnheader|rowheader)$/;

/** Whether it is a data table, not a layout table. */
export function isDataTable(element: Element, view: View): boolean {
  const role = explicitRole(element);
  if (TABLE_ROLES.test(role)) return true;
  if (tagOf(element) !== 'table' || role === 'presentation' || role === 'none') return false;
  if (queryAll(element, 'table').length > 0) return false;
  if (queryAll(element, 'th, thead, caption').length > 0) return true;
  const rows = rowsOf(element).filter((row) => view.surface(row));
  const widths = rows.map((row) => cellsOf(row).length);
  return (
    rows.length >= 2 &&
    (widths[0] ?? 0) >= 2 &&
    widths.every((width) => width === widths[0]) &&
    queryAll(element, 'input, select, textarea').length === 0
  );
}

/** All rows of a table, whatever its markup. */
export function rowsOf(table: Element): Element[] {
  if (tagOf(table) === 'table' && !TABLE_ROLES.test(explicitRole(table))) return [...(table as HTMLTableElement).rows];
  const holder = shadowOf(table) ?? table;
  const rows = queryAll(holder, '[role=row], tr');
  return rows.filter((row) => closest(row, '[role=table], [role=grid], [role=treegrid], table') === table || rows.length > 0);
}

export function cellsOf(row: Element): Element[] {
  const cells: Element[] = [];
  const collect = (parent: Element) => {
    for (const child of drawnChildren(parent)) {
      if (!isElement(child)) continue;
      if (CELLS.test(tagOf(child)) || CELL_ROLES.test(explicitRole(child))) cells.push(child);
      else if (getComputedStyle(child).display === 'contents' || /^(?:none|presentation)$/.test(explicitRole(child))) collect(child);
    }
  };
  collect(row);
  return cells;
}

export const isHeader = (row: Element): boolean => {
  if (matches(row, 'thead tr')) return true;
  const cells = cellsOf(row);
  return cells.length > 0 && cells.every((cell) => tagOf(cell) === 'th' || explicitRole(cell) === 'columnheader');
};

/** Reads the header and first rows, and counts the rest. undefined without rows. */
export function readTable(walk: Walk, table: Element, context: Context): DraftTable | undefined {
  const { view, registry, request } = walk;
  const rows = rowsOf(table).filter((row) => view.surface(row) !== undefined && areaOf(rectOf(row)) > 0);
  if (rows.length === 0) return undefined;
  const headers = rows.filter(isHeader);
  const body = rows.filter((row) => !headers.includes(row));
  const isRoot = table === walk.root;
  const only = walk.root !== table && isRow(walk.root) ? [walk.root] : undefined;
  const { rows: some, rowsWhole } = request.limits;
  const skipped = isRoot ? Math.min(request.offset, body.length) : 0;
  const shown = only ?? (body.length <= rowsWhole && skipped === 0 ? body : body.slice(skipped, skipped + some));
  const [caption] = queryAll(table, ':scope > caption');
  const captionLine = new Sink();
  if (caption && holdsControls(caption)) walk.children(caption, captionLine, context);
  const head = headers.length > 0 ? cellsOf(headers.at(-1) as Element).map((cell) => readCell(walk, cell, context)) : [];
  const read = shown.map((row) => readRow(walk, row, context));
  for (const row of read) nameByColumn(row, head);
  const name = (caption && captionLine.blocks.length === 0 ? view.text(caption, 100) : '') || groupName(walk, table);
  return {
    t: 'table',
    n: registry.numberOf(table),
    name,
    caption: flatten(captionLine.blocks),
    head,
    rows: read,
    skipped,
    more: only ? 0 : body.length - skipped - shown.length,
  };
}

/** Names nameless fields by their column. */
function nameByColumn(row: DraftRow, head: DraftTable['head']): void {
  if (row.cells.length !== head.length) return;
  for (const [column, cell] of row.cells.entries()) {
    const title = oneLine(
      (head[column] ?? []).map((item) => (item.t === 'text' ? item.text : item.t === 'control' ? item.control.name : '')).join(''),
    );
    for (const item of cell)
      if (item.t === 'control' && item.control.name === '' && item.control.kind === 'form_field') item.control.name = title;
  }
}

export const isRow = (element: Element): boolean => tagOf(element) === 'tr' || explicitRole(element) === 'row';

export function readRow(walk: Walk, row: Element, context: Context): DraftRow {
  const style = walk.view.style(row);
  const parts = cellsOf(row);
  const isClicked = !context.clickable && isClickedAsWhole(walk, row, parts, context);
  // The cells of such a row are no targets themselves.
  const inside = { ...context, cursor: isClicked ? 'pointer' : style.cursor };
  const cells = parts.map((cell) => readCell(walk, cell, inside));
  walk.occlusion.noteElement(row, style, walk.view.surface(row) ?? (walk.view.surface(walk.root) as never));
  const first = new Sink();
  if (isClicked) walk.controls.emit(row, 'clickable', first, 'none');
  const marker = flatten(first.blocks);
  if (marker.length > 0) cells.unshift(marker);
  const selected = attribute(row, 'aria-selected') === 'true';
  return { cells, notes: selected ? ['selected'] : undefined };
}

/** A row opens its record wherever it is clicked, by what the row or all of its cells say; one with links is only their wrapper. */
function isClickedAsWhole(walk: Walk, row: Element, cells: readonly Element[], context: Context): boolean {
  const style = walk.view.style(row);
  if (!walk.view.box(row)) return false;
  if (hasAttribute(row, 'onclick') || hasAttribute(row, 'ondblclick')) return true;
  if (queryAll(row, 'a[href], [role=link]').length > 0) return false;
  if (isClickable(row, style, context.cursor)) return true;
  const isPointed = (cell: Element) => walk.view.style(cell).cursor === 'pointer';
  if (context.cursor !== 'pointer' && cells.length > 1 && cells.every(isPointed)) return true;
  return walk.isPointerOnHover(row) || cells.some((cell) => walk.isPointerOnHover(cell));
}

function readCell(walk: Walk, cell: Element, context: Context): ReturnType<typeof flatten> {
  const sink = new Sink();
  const surface = walk.view.surface(cell);
  if (!surface) return [];
  const style = walk.view.style(cell);
  walk.occlusion.noteElement(cell, style, surface);
  if (walk.isOwnClick(cell, style, context)) walk.element(cell, sink, context);
  else walk.children(cell, sink, { ...context, cursor: style.cursor });
  return flatten(sink.blocks);
}
