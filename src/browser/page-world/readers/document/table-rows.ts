import { areaOf } from '../../dom/box.ts';
import { oneLine } from '../../dom/clean-text.ts';
import { attribute, closest, queryAll, rectOf, shownText } from '../../dom/dom.ts';
import { cellsOf, isHeader, rowsOf, TABLES } from '../../walk/tables.ts';

/** The rows of a table that are drawn. The first one holds the names of the columns. */
export interface TableRows {
  rows: string[][];
  /** How many there are besides the names, if the page says that it has more than are drawn. */
  total: number;
}

/** Of the table that the element is, is in, or holds as the only one; undefined if there is none. */
export function tableRows(element: Element): TableRows | undefined {
  const inside = queryAll(element, TABLES);
  const table = closest(element, TABLES) ?? (inside.length === 1 ? inside[0] : undefined);
  if (table === undefined) return undefined;
  const drawn = rowsOf(table).filter((row) => areaOf(rectOf(row)) > 0);
  const textsOf = (row: Element): string[] => cellsOf(row).map((cell) => oneLine(shownText(cell)));
  const header = drawn.findLast(isHeader);
  const body = drawn.filter((row) => !isHeader(row)).map(textsOf);
  const width = Math.max(0, ...body.map((cells) => cells.length));
  const names = header === undefined ? Array.from({ length: width }, (_, index) => `column ${index + 1}`) : textsOf(header);
  const claimed = Number(attribute(table, 'aria-rowcount') ?? 0) - (header === undefined ? 0 : 1);
  return { rows: [names, ...body], total: Math.max(body.length, claimed) };
}
