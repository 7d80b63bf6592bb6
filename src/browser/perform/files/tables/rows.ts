/** The value of a cell; empty cells are empty texts. */
export type Cell = string | number | boolean;
export type Rows = readonly (readonly Cell[])[];

const MAX_CELLS = 2_000_000;

/** A table that cannot be read. The message completes the sentence "The file … ", without its full stop. */
export class TableError extends Error {
  override readonly name = 'TableError';
}

/** Throws TableError for a table with more cells than are read. */
export function checkCells(rows: readonly (readonly unknown[])[]): void {
  let cells = 0;
  for (const row of rows) cells += row.length;
  if (cells > MAX_CELLS) throw new TableError(`has ${cells} cells, and at most ${MAX_CELLS} are read`);
}
